"""What XML signatures are made of: canonical forms, digests, elements that must be there once."""

import base64

from cryptography.hazmat.primitives import hashes
from django.utils.translation import gettext as _
from lxml import etree

from petitions.bundles import algorithms
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import HASHES
from petitions.bundles.xades import DS, Element

CANONICAL = {  # algorithm → exclusive?
    "http://www.w3.org/2001/10/xml-exc-c14n#": True,
    "http://www.w3.org/TR/2001/REC-xml-c14n-20010315": False,
    "http://www.w3.org/2006/12/xml-c14n11": False,  # differs only where xml:id or xml:base occur
}
DIGESTS = {
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"


def parse(xml: bytes) -> Element:
    """XML from a stranger, without anything that two programs could read in two ways."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(xml, parser)
    except etree.XMLSyntaxError as error:
        raise Flaw(_("The signature cannot be read or was changed.")) from error
    # SECURITY: a comment inside a value would be signed as one text and read as another.
    is_plain = all(isinstance(element.tag, str) for element in root.iter())
    if b"<!" in xml or not is_plain:
        raise Flaw(_("The signature holds what no signature needs."))
    return root


def canonical(element: Element, method: Element) -> bytes:
    if len(method):
        raise Flaw(_("The signature was made in a way that we do not accept."))
    return canonicalised(element, method.get("Algorithm", ""))


def canonicalised(element: Element, algorithm: str) -> bytes:
    if algorithm not in CANONICAL:
        raise Flaw(_("The signature was made in a way that we do not accept."))
    return etree.tostring(
        element, method="c14n", exclusive=CANONICAL[algorithm], with_comments=False
    )


def transformed(properties: Element, reference: Element) -> bytes:
    """Without a transform it is the inclusive form, says XML Signature 4.4.3.2."""
    if reference.find(f"{{{DS}}}Transforms") is None:
        return canonicalised(properties, INCLUSIVE)
    return canonical(properties, one(reference, f"{{{DS}}}Transforms/{{{DS}}}Transform"))


def algorithm_of(parent: Element) -> str:
    named = one(parent, f"{{{DS}}}DigestMethod").get("Algorithm", "")
    if named not in DIGESTS:
        raise algorithms.flaw_of_address(named)
    return DIGESTS[named]


def digest(parent: Element, content: bytes) -> bytes:
    found = hashes.Hash(HASHES[algorithm_of(parent)])
    found.update(content)
    return found.finalize()


def one(parent: Element, path: str) -> Element:
    found = parent.findall(path)
    if len(found) != 1:
        raise Flaw(_("The signature cannot be read or was changed."))
    return found[0]


def content_of(parent: Element, path: str) -> bytes:
    return decoded(one(parent, path))


def decoded(element: Element) -> bytes:
    return base64.b64decode("".join((element.text or "").split()), validate=True)
