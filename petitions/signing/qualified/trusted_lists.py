"""Reading trusted lists (ETSI TS 119 612) from a folder: each is signed, or nothing is believed.

``lotl.pem`` signs the list of lists (``*lotl.xml``), which names the certificates that may sign
each national list; that lies beside it as ``<territory>.xml``, as the DigiDoc library has it.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from lxml import etree

from petitions.bundles import signature_value, signed_xml
from petitions.bundles.flaw import Flaw
from petitions.bundles.xades import DS, Element

TSL = "{http://uri.etsi.org/02231/v2#}"
SERVICE = "http://uri.etsi.org/TrstSvc/Svctype/"
STATUS = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/"
#: Before July 2016 the lists used other words for the same.
GRANTED = frozenset(
    STATUS + word
    for word in ("granted", "undersupervision", "accredited", "supervisionincessation")
)
SIGNERS, TIMESTAMPS = "CA/QC", "TSA/QTST"
KINDS = frozenset({SIGNERS, TIMESTAMPS})
ENVELOPED = "http://www.w3.org/2000/09/xmldsig#enveloped-signature"


class Unbelievable(Exception):
    """A list that is not signed by whoever has to sign it."""


@dataclass(frozen=True)
class Service:
    """`periods` are the times during which it had its status; the last one may still last."""

    certificate: x509.Certificate
    kind: str
    periods: tuple[tuple[datetime, datetime | None], ...]

    def was_granted(self, at: datetime) -> bool:
        return any(since <= at and (until is None or at < until) for since, until in self.periods)


def services(folder: Path) -> Iterator[Service]:
    for lotl in sorted(folder.glob("*lotl.xml")):
        signers = x509.load_pem_x509_certificates((folder / "lotl.pem").read_bytes())
        for pointer in _signed_by(lotl, signers).iter(f"{TSL}OtherTSLPointer"):
            territory = pointer.findtext(f".//{TSL}SchemeTerritory", "").strip()
            national = folder / f"{territory}.xml"
            if territory.isalpha() and national.is_file():
                yield from _services(_signed_by(national, _certificates(pointer)))


def _services(root: Element) -> Iterator[Service]:
    for service in root.iter(f"{TSL}TSPService"):
        now = service.find(f"{TSL}ServiceInformation")
        kind = "" if now is None else now.findtext(f"{TSL}ServiceTypeIdentifier", "").strip()
        if now is None or kind.removeprefix(SERVICE) not in KINDS:
            continue
        past = service.findall(f"{TSL}ServiceHistory/{TSL}ServiceHistoryInstance")
        periods = tuple(_periods([now, *past]))
        for certificate in _certificates(now):
            yield Service(certificate, kind.removeprefix(SERVICE), periods)


def _periods(states: Sequence[Element]) -> Iterator[tuple[datetime, datetime | None]]:
    """Each state lasts until the one after it began."""
    dated = sorted(((_began(state), state) for state in states), key=lambda pair: pair[0])
    ends = [*(began for began, _state in dated[1:]), None]
    for (began, state), end in zip(dated, ends, strict=True):
        if state.findtext(f"{TSL}ServiceStatus", "").strip() in GRANTED:
            yield began, end


def _began(state: Element) -> datetime:
    told = datetime.fromisoformat(state.findtext(f"{TSL}StatusStartingTime", "").strip())
    return told if told.tzinfo else told.replace(tzinfo=UTC)


def _certificates(parent: Element) -> list[x509.Certificate]:
    return [
        x509.load_der_x509_certificate(base64.b64decode("".join((found.text or "").split())))
        for found in parent.iter(f"{TSL}X509Certificate")
    ]


def _signed_by(path: Path, signers: Sequence[x509.Certificate]) -> Element:
    """The root of a list, signed as a whole with the key of one of these certificates."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
    root = etree.fromstring(path.read_bytes(), parser)
    for signer in signers:
        try:
            _check(root, signer)
        except (Flaw, ValueError, TypeError):
            continue
        return root
    raise Unbelievable(path.name)


def _check(root: Element, signer: x509.Certificate) -> None:
    signature = signed_xml.one(root, f"{{{DS}}}Signature")
    signed_info = signed_xml.one(signature, f"{{{DS}}}SignedInfo")
    method = signed_xml.one(signed_info, f"{{{DS}}}CanonicalizationMethod")
    signature_value.check(
        signer,
        signed_xml.one(signed_info, f"{{{DS}}}SignatureMethod").get("Algorithm", ""),
        signed_xml.content_of(signature, f"{{{DS}}}SignatureValue"),
        signed_xml.canonical(signed_info, method),
    )
    whole = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if _is_whole(r, root)]
    if len(whole) != 1 or not _fits(whole[0], root):
        raise Flaw("The list was changed.")


def _is_whole(reference: Element, root: Element) -> bool:
    uri = reference.get("URI", "?")
    return uri == "" or (uri[:1] == "#" and uri[1:] == root.get("Id"))


def _fits(reference: Element, root: Element) -> bool:
    transforms = reference.findall(f"{{{DS}}}Transforms/{{{DS}}}Transform")
    names = [transform.get("Algorithm") for transform in transforms]
    if names[:1] != [ENVELOPED] or len(names) > 2:  # noqa: PLR2004  (and a canonical form)
        return False
    bare = _without_signature(root)
    written = (
        signed_xml.canonical(bare, transforms[1])
        if transforms[1:]
        else signed_xml.canonicalised(bare, signed_xml.INCLUSIVE)
    )
    digest = signed_xml.content_of(reference, f"{{{DS}}}DigestValue")
    return signed_xml.digest(reference, written) == digest


def _without_signature(root: Element) -> Element:
    copy = deepcopy(root)
    signature = signed_xml.one(copy, f"{{{DS}}}Signature")
    before, tail = signature.getprevious(), signature.tail or ""
    if before is None:
        copy.text = (copy.text or "") + tail
    else:
        before.tail = (before.tail or "") + tail
    copy.remove(signature)
    return copy
