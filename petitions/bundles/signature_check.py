"""Checking XAdES signatures (EN 319 132-1) from the container alone, without any network."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from lxml import etree

from petitions.bundles import revocation, signature_value, signed_xml, timestamp
from petitions.bundles.container import Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import BadStatus, Revoked, Status
from petitions.bundles.timestamp import BadTimestamp, Timestamp
from petitions.bundles.xades import ASIC, DS, SIGNED_PROPERTIES, XADES, Element

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


@dataclass(frozen=True)
class Ways:
    """What a container of others may do that ours never do.

    `known` are issuers that it need not bring along; `status_delay` is the longest time between
    timestamp and status.
    """

    known: tuple[x509.Certificate, ...] = ()
    status_delay: timedelta = STATUS_DELAY


OURS = Ways()


def check(container: Container, ways: Ways = OURS) -> list[Checked]:
    """Every signature in the container, or a Flaw: each must cover every file."""
    found = elements(container)
    if not found:
        raise Flaw(_("There is no signature."), "no_signature")
    try:
        return [_check(signature, container, ways) for signature in found]
    except Revoked as error:
        raise Flaw(str(error), "revoked") from error
    except BadTimestamp as error:
        raise Flaw(str(error), "bad_time") from error
    except BadStatus as error:
        raise Flaw(str(error), "bad_status") from error
    except (ValueError, TypeError, StopIteration, InvalidSignature) as error:
        raise Flaw(_("The signature cannot be read or was changed.")) from error


def elements(container: Container) -> list[Element]:
    """The signatures, not checked yet."""
    return [s for name in container.signatures for s in _signatures(container.read(name))]


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


def _check(signature: Element, container: Container, ways: Ways) -> Checked:
    signed_info = signed_xml.one(signature, f"{{{DS}}}SignedInfo")
    properties = signed_xml.one(signature, _PROPERTIES)
    certificate = x509.load_der_x509_certificate(signed_xml.content_of(signature, _CERTIFICATE))
    _check_files(signed_info, container)
    _check_properties(signed_info, properties, certificate)
    method = signed_xml.one(signature, f"{{{DS}}}SignedInfo/{{{DS}}}CanonicalizationMethod")
    signature_value.check(
        certificate,
        signed_xml.one(signed_info, f"{{{DS}}}SignatureMethod").get("Algorithm", ""),
        signed_xml.content_of(signature, f"{{{DS}}}SignatureValue"),
        signed_xml.canonical(signed_info, method),
    )
    return _proofs(signature, certificate, ways)


def _check_files(signed_info: Element, container: Container) -> None:
    """Each file is signed once, and is what was signed."""
    references = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if not _is_own(r)]
    names = [unquote(reference.get("URI", "")) for reference in references]
    signed, here = Counter(names), set(container.members)
    for name in container.members:
        if signed[name] != 1:
            said = _("“%(name)s” was added: the signature says nothing of it.")
            raise Flaw(said % {"name": name}, "unsigned_file")
    for name, reference in zip(names, references, strict=True):
        if name not in here:
            said = _("“%(name)s” was signed, but is not here.")
            raise Flaw(said % {"name": name}, "changed")
        if reference.find(f"{{{DS}}}Transforms") is not None:
            raise Flaw(_("The signature holds what no signature needs."))
        if container.digest(name, signed_xml.algorithm_of(reference)) != signed_xml.content_of(
            reference, f"{{{DS}}}DigestValue"
        ):
            said = _("“%(name)s” was changed after it was signed.")
            raise Flaw(said % {"name": name}, "changed")


def _check_properties(
    signed_info: Element, properties: Element, certificate: x509.Certificate
) -> None:
    """The signature signs its own circumstances, and they name this certificate."""
    own = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if _is_own(r)]
    if len(own) != 1 or own[0].get("URI") != f"#{properties.get('Id')}":
        raise Flaw(_("The signature does not sign its own circumstances."))
    if signed_xml.digest(own[0], _transformed(properties, own[0])) != signed_xml.content_of(
        own[0], f"{{{DS}}}DigestValue"
    ):
        raise Flaw(_("The circumstances of the signature were changed."), "changed")
    named = _named_certificate(properties)
    der = certificate.public_bytes(Encoding.DER)
    if signed_xml.digest(named, der) != signed_xml.content_of(named, f"{{{DS}}}DigestValue"):
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


def _proofs(signature: Element, certificate: x509.Certificate, ways: Ways) -> Checked:
    """The timestamp and the certificate's status, where the signature brings them."""
    unsigned = f".//{{{XADES}}}UnsignedSignatureProperties"
    carried = signature.iterfind(f"{unsigned}/{_CARRIED}")
    issuers = tuple(x509.load_der_x509_certificate(signed_xml.decoded(c)) for c in carried)
    stamp = status = None
    stamped = signature.find(f"{unsigned}/{{{XADES}}}SignatureTimeStamp")
    if stamped is not None:
        value = signed_xml.one(signature, f"{{{DS}}}SignatureValue")
        method = signed_xml.one(stamped, f"{{{DS}}}CanonicalizationMethod")
        token = signed_xml.content_of(stamped, f"{{{XADES}}}EncapsulatedTimeStamp")
        stamp = timestamp.check_content(token, signed_xml.canonical(value, method))
        _must_be_valid_at(certificate, stamp.at)
    answer = signature.find(f"{unsigned}/{_ANSWER}")
    if answer is not None:
        issuer = issuer_of(certificate, (*issuers, *ways.known))
        status = revocation.check(signed_xml.decoded(answer), certificate, issuer)
        if stamp is None or abs(status.produced_at - stamp.at) > ways.status_delay:
            said = _("The certificate's status was not asked when the timestamp was made.")
            raise Flaw(said, "bad_status" if stamp else "no_time")
    return Checked(certificate, issuers, stamp, status)


def issuer_of(
    certificate: x509.Certificate, candidates: Sequence[x509.Certificate]
) -> x509.Certificate:
    for candidate in candidates:
        if candidate.subject == certificate.issuer:
            certificate.verify_directly_issued_by(candidate)
            return candidate
    raise Flaw(_("The certificate of the issuer is missing."), "unknown_issuer")


def _must_be_valid_at(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        said = _("The seal's certificate was not valid when the seal was made.")
        raise Flaw(said, "expired")


def _is_own(reference: Element) -> bool:
    return reference.get("Type") == SIGNED_PROPERTIES or reference.get("URI", "#")[:1] == "#"


def _transformed(properties: Element, reference: Element) -> bytes:
    """Without a transform it is the inclusive form, says XML Signature 4.4.3.2."""
    if reference.find(f"{{{DS}}}Transforms") is None:
        return signed_xml.canonicalised(properties, signed_xml.INCLUSIVE)
    return signed_xml.canonical(
        properties, signed_xml.one(reference, f"{{{DS}}}Transforms/{{{DS}}}Transform")
    )


_PROPERTIES = f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties/{{{XADES}}}SignedProperties"
_CERTIFICATE = f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate"
_CERT_DIGEST = f"{{{XADES}}}CertDigest"
_CARRIED = f"{{{XADES}}}CertificateValues/{{{XADES}}}EncapsulatedX509Certificate"
_ANSWER = f"{{{XADES}}}RevocationValues/{{{XADES}}}OCSPValues/{{{XADES}}}EncapsulatedOCSPValue"
