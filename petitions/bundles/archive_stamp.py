"""Timestamps over a whole signature (XAdES B-LTA, EN 319 132-1, 5.5.2): its archive stamps.

Each covers the files, the signature and all proofs before it, the earlier archive stamps among
them. A new one has to be there before the certificate or an algorithm of the last one ends.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime
from urllib.parse import unquote

from django.utils.translation import gettext as _
from lxml import etree

from petitions.bundles import signed_xml, timestamp
from petitions.bundles.container import Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.timestamp import Timestamp
from petitions.bundles.xades import (
    DS,
    EXCLUSIVE_C14N,
    SIGNED_PROPERTIES,
    XADES,
    Element,
    base64_of,
)

XADES141 = "http://uri.etsi.org/01903/v1.4.1#"
STAMP = f"{{{XADES141}}}ArchiveTimeStamp"
DIGEST = "sha512"  # of what is stamped; it has to last longer than the seal's own
_UNSIGNED = f".//{{{XADES}}}UnsignedSignatureProperties"


def check(signature: Element, container: Container, since: datetime | None) -> list[Timestamp]:
    """The archive stamps in their order, each whole, and made while the one before it was good.

    `since` is the time of the signature's own timestamp. Raises Flaw and BadTimestamp.
    """
    found: list[Timestamp] = []
    for element in signature.findall(f"{_UNSIGNED}/{STAMP}"):
        if since is None:
            raise Flaw(_("The signature lost its timestamp."), "no_time")
        stamp = _checked(element, signature, container)
        if stamp.at < since or (found and stamp.at > found[-1].by.not_valid_after_utc):
            said = _("An archive timestamp was made when the one before it was no longer good.")
            raise Flaw(said, "bad_time")
        found.append(stamp)
        since = stamp.at
    return found


def _checked(element: Element, signature: Element, container: Container) -> Timestamp:
    method = signed_xml.one(element, f"{{{DS}}}CanonicalizationMethod")
    token = signed_xml.content_of(element, f"{{{XADES}}}EncapsulatedTimeStamp")

    def covered(algorithm: str) -> bytes:
        return _digest(signature, container, algorithm, method, before=element)

    return timestamp.check_made(token, covered)


def digest(signature: Element, container: Container) -> bytes:
    """What the next archive stamp of this signature has to cover, by `DIGEST`."""
    method = etree.Element(f"{{{DS}}}CanonicalizationMethod", Algorithm=EXCLUSIVE_C14N)
    return _digest(signature, container, DIGEST, method, before=None)


def add(signature: Element, token: bytes) -> None:
    unsigned = signed_xml.one(signature, _UNSIGNED)
    number = len(unsigned.findall(STAMP))
    stamp = etree.SubElement(unsigned, STAMP, nsmap={"xades141": XADES141})
    stamp.set("Id", f"{signature.get('Id')}-A{number}")
    method = etree.SubElement(stamp, f"{{{DS}}}CanonicalizationMethod")
    method.set("Algorithm", EXCLUSIVE_C14N)
    etree.SubElement(stamp, f"{{{XADES}}}EncapsulatedTimeStamp").text = base64_of(token)


def _digest(
    signature: Element,
    container: Container,
    algorithm: str,
    method: Element,
    *,
    before: Element | None,
) -> bytes:
    if algorithm not in timestamp.DIGESTS:
        raise ValueError(algorithm)
    hashed = hashlib.new(algorithm)
    for block in _covered(signature, container, method, before):
        hashed.update(block)
    return hashed.digest()


def _covered(
    signature: Element, container: Container, method: Element, before: Element | None
) -> Iterator[bytes]:
    """In the order of the standard: what is referenced, then the signature, then its proofs."""
    signed_info = signed_xml.one(signature, f"{{{DS}}}SignedInfo")
    for reference in signed_info.iterfind(f"{{{DS}}}Reference"):
        if reference.get("Type") == SIGNED_PROPERTIES:
            properties = signed_xml.one(signature, f".//{{{XADES}}}SignedProperties")
            yield signed_xml.transformed(properties, reference)
        else:
            yield from container.blocks(unquote(reference.get("URI", "")))
    for tag in ("SignedInfo", "SignatureValue", "KeyInfo"):
        for element in signature.findall(f"{{{DS}}}{tag}"):
            yield signed_xml.canonical(element, method)
    for element in _until(signed_xml.one(signature, _UNSIGNED), before):
        yield signed_xml.canonical(element, method)


def _until(proofs: Iterable[Element], before: Element | None) -> Iterator[Element]:
    for element in proofs:
        if element is before:
            return
        yield element
