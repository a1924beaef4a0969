"""Checking XAdES signatures (EN 319 132-1) from the container alone, without any network."""

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from lxml import etree

from petitions.bundles import revocation, timestamp
from petitions.bundles.container import Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import BadStatus, Status
from petitions.bundles.timestamp import BadTimestamp, Timestamp
from petitions.bundles.xades import ASIC, DS, SIGNED_PROPERTIES, XADES, Element

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
METHODS: dict[str, tuple[str, hashes.HashAlgorithm]] = {
    f"http://www.w3.org/2001/04/xmldsig-more#{kind}-{name}": (kind, algorithm)
    for kind in ("rsa", "ecdsa")
    for name, algorithm in revocation.HASHES.items()
}
STATUS_DELAY = timedelta(minutes=15)  # what the DigiDoc library allows


@dataclass(frozen=True)
class Checked:
    """A signature that holds, and the proofs it brings along."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    stamp: Timestamp | None
    status: Status | None

    @property
    def level(self) -> str:
        if self.stamp is None:
            return "B"
        return "B-T" if self.status is None else "B-LT"

    @property
    def signer(self) -> str:
        names = self.certificate.subject.get_attributes_for_oid(x509.NameOID.COMMON_NAME)
        return str(names[0].value) if names else self.certificate.subject.rfc4514_string()

    @property
    def at(self) -> datetime | None:
        return self.stamp.at if self.stamp else None


def check(container: Container) -> list[Checked]:
    """Every signature in the container, or a Flaw: each must cover every file."""
    found = [s for name in container.signatures for s in _signatures(container.read(name))]
    if not found:
        raise Flaw(_("There is no signature."))
    try:
        return [_check(signature, container) for signature in found]
    except (BadTimestamp, BadStatus) as error:
        raise Flaw(str(error)) from error
    except (ValueError, TypeError, StopIteration, InvalidSignature) as error:
        raise Flaw(_("The signature cannot be read or was changed.")) from error


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


def _signatures(xml: bytes) -> list[Element]:
    root = parse(xml)
    identifiers = [element.get("Id") for element in root.iter() if element.get("Id")]
    if root.tag != f"{{{ASIC}}}XAdESSignatures" or len(identifiers) != len(set(identifiers)):
        raise Flaw(_("The signature holds what no signature needs."))
    return root.findall(f"{{{DS}}}Signature")


def _check(signature: Element, container: Container) -> Checked:
    signed_info = _one(signature, f"{{{DS}}}SignedInfo")
    properties = _one(signature, _PROPERTIES)
    certificate = x509.load_der_x509_certificate(_bytes(signature, _CERTIFICATE))
    _check_files(signed_info, container)
    _check_properties(signed_info, properties, certificate)
    method = _one(signature, f"{{{DS}}}SignedInfo/{{{DS}}}CanonicalizationMethod")
    _check_value(
        certificate,
        _one(signed_info, f"{{{DS}}}SignatureMethod").get("Algorithm", ""),
        _bytes(signature, f"{{{DS}}}SignatureValue"),
        _canonical(signed_info, method),
    )
    return _proofs(signature, certificate)


def _check_files(signed_info: Element, container: Container) -> None:
    """Each file is signed once, and is what was signed."""
    references = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if not _is_own(r)]
    names = [unquote(reference.get("URI", "")) for reference in references]
    signed, here = Counter(names), set(container.members)
    for name in container.members:
        if signed[name] != 1:
            raise Flaw(
                _("“%(name)s” was added: the signature says nothing of it.") % {"name": name}
            )
    for name, reference in zip(names, references, strict=True):
        if name not in here:
            raise Flaw(_("“%(name)s” was signed, but is not here.") % {"name": name})
        if reference.find(f"{{{DS}}}Transforms") is not None:
            raise Flaw(_("The signature holds what no signature needs."))
        if container.digest(name, _algorithm(reference)) != _bytes(
            reference, f"{{{DS}}}DigestValue"
        ):
            raise Flaw(_("“%(name)s” was changed after it was signed.") % {"name": name})


def _check_properties(
    signed_info: Element, properties: Element, certificate: x509.Certificate
) -> None:
    """The signature signs its own circumstances, and they name this certificate."""
    own = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if _is_own(r)]
    if len(own) != 1 or own[0].get("URI") != f"#{properties.get('Id')}":
        raise Flaw(_("The signature does not sign its own circumstances."))
    transform = _one(own[0], f"{{{DS}}}Transforms/{{{DS}}}Transform")
    if _digest(own[0], _canonical(properties, transform)) != _bytes(
        own[0], f"{{{DS}}}DigestValue"
    ):
        raise Flaw(_("The circumstances of the signature were changed."))
    named = _named_certificate(properties)
    der = certificate.public_bytes(Encoding.DER)
    if _digest(named, der) != _bytes(named, f"{{{DS}}}DigestValue"):
        raise Flaw(_("The signature names another certificate than it carries."))


def _named_certificate(properties: Element) -> Element:
    """DigiDoc still writes the older of the two elements; there must be one of them."""
    found = [
        digest
        for tag in ("SigningCertificate", "SigningCertificateV2")
        for digest in properties.findall(f".//{{{XADES}}}{tag}/{{{XADES}}}Cert/{_CERT_DIGEST}")
    ]
    if len(found) != 1:
        raise Flaw(_("The signature names another certificate than it carries."))
    return found[0]


def _check_value(certificate: x509.Certificate, method: str, value: bytes, signed: bytes) -> None:
    kind, algorithm = METHODS.get(method, ("", revocation.HASHES["sha256"]))
    key = certificate.public_key()
    try:
        if kind == "ecdsa" and isinstance(key, ec.EllipticCurvePublicKey):
            half = len(value) // 2
            numbers = (int.from_bytes(value[:half], "big"), int.from_bytes(value[half:], "big"))
            key.verify(utils.encode_dss_signature(*numbers), signed, ec.ECDSA(algorithm))
        elif kind == "rsa" and isinstance(key, rsa.RSAPublicKey):
            key.verify(value, signed, padding.PKCS1v15(), algorithm)
        else:
            raise Flaw(_("The signature was made in a way that we do not accept."))
    except InvalidSignature as error:
        raise Flaw(_("The signature does not fit: it or what it covers was changed.")) from error


def _proofs(signature: Element, certificate: x509.Certificate) -> Checked:
    """The timestamp and the certificate's status, where the signature brings them."""
    unsigned = f".//{{{XADES}}}UnsignedSignatureProperties"
    carried = signature.iterfind(f"{unsigned}/{_CARRIED}")
    issuers = tuple(x509.load_der_x509_certificate(_decoded(c)) for c in carried)
    stamp = status = None
    stamped = signature.find(f"{unsigned}/{{{XADES}}}SignatureTimeStamp")
    if stamped is not None:
        value = _one(signature, f"{{{DS}}}SignatureValue")
        method = _one(stamped, f"{{{DS}}}CanonicalizationMethod")
        token = _bytes(stamped, f"{{{XADES}}}EncapsulatedTimeStamp")
        stamp = timestamp.check(token, hashlib.sha256(_canonical(value, method)).digest())
        _must_be_valid_at(certificate, stamp.at)
    answer = signature.find(f"{unsigned}/{_ANSWER}")
    if answer is not None:
        status = revocation.check(_decoded(answer), certificate, _issuer(certificate, issuers))
        if stamp is None or abs(status.produced_at - stamp.at) > STATUS_DELAY:
            raise Flaw(_("The certificate's status was not asked when the timestamp was made."))
    return Checked(certificate, issuers, stamp, status)


def _issuer(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> x509.Certificate:
    for candidate in candidates:
        if candidate.subject == certificate.issuer:
            certificate.verify_directly_issued_by(candidate)
            return candidate
    raise Flaw(_("The certificate of the issuer is missing."))


def _must_be_valid_at(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise Flaw(_("The seal's certificate was not valid when the seal was made."))


def _is_own(reference: Element) -> bool:
    return reference.get("Type") == SIGNED_PROPERTIES or reference.get("URI", "#")[:1] == "#"


def _canonical(element: Element, method: Element) -> bytes:
    algorithm = method.get("Algorithm", "")
    if algorithm not in CANONICAL or len(method):
        raise Flaw(_("The signature was made in a way that we do not accept."))
    return etree.tostring(
        element, method="c14n", exclusive=CANONICAL[algorithm], with_comments=False
    )


def _algorithm(parent: Element) -> str:
    named = _one(parent, f"{{{DS}}}DigestMethod").get("Algorithm", "")
    if named not in DIGESTS:
        raise Flaw(_("The signature was made in a way that we do not accept."))
    return DIGESTS[named]


def _digest(parent: Element, content: bytes) -> bytes:
    digest = hashes.Hash(revocation.HASHES[_algorithm(parent)])
    digest.update(content)
    return digest.finalize()


def _one(parent: Element, path: str) -> Element:
    found = parent.findall(path)
    if len(found) != 1:
        raise Flaw(_("The signature cannot be read or was changed."))
    return found[0]


def _bytes(parent: Element, path: str) -> bytes:
    return _decoded(_one(parent, path))


def _decoded(element: Element) -> bytes:
    return base64.b64decode("".join((element.text or "").split()), validate=True)


_PROPERTIES = f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties/{{{XADES}}}SignedProperties"
_CERTIFICATE = f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate"
_CERT_DIGEST = f"{{{XADES}}}CertDigest"
_CARRIED = f"{{{XADES}}}CertificateValues/{{{XADES}}}EncapsulatedX509Certificate"
_ANSWER = f"{{{XADES}}}RevocationValues/{{{XADES}}}OCSPValues/{{{XADES}}}EncapsulatedOCSPValue"
