"""Checking XAdES signatures (EN 319 132-1) from the container alone, without any network."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _

from petitions.bundles import (
    algorithms,
    archive_stamp,
    asice,
    issuing,
    revocation,
    signature_value,
    signed_xml,
    timestamp,
    transforms,
    unreadable,
)
from petitions.bundles.container import NOTHING, Container
from petitions.bundles.flaw import FileFlaw, Flaw
from petitions.bundles.revocation import BadStatus, Revoked, Status
from petitions.bundles.revocation_values import Values
from petitions.bundles.timestamp import BadTimestamp, Timestamp
from petitions.bundles.xades import ASIC, DS, SIGNED_PROPERTIES, XADES, Element

MOST_NAMED = 50  # of the files that were changed
STATUS_DELAY = timedelta(minutes=15)  # what the DigiDoc library allows


@dataclass(frozen=True)
class Checked:
    """A signature that holds, and the proofs it brings along; `before` as in `Words`."""

    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    stamp: Timestamp | None
    status: Status | None
    before: Status | None = None
    archive: tuple[Timestamp, ...] = ()

    @property
    def level(self) -> str:
        if self.stamp is None:
            return "B"
        if self.status is None:
            return "B-T"
        return "B-LTA" if self.archive else "B-LT"

    @property
    def signer(self) -> str:
        return issuing.name_of(self.certificate)

    @property
    def at(self) -> datetime | None:
        return self.stamp.at if self.stamp else None


@dataclass(frozen=True)
class Ways:
    """What a container of others may do that ours never do.

    `known` are issuers that it need not bring along; `in_part` and `unsigned` are files of which
    parts may be signed, or nothing; `roots` are how its signatures may be wrapped.
    """

    known: tuple[x509.Certificate, ...] = ()
    in_part: re.Pattern[str] = NOTHING
    unsigned: re.Pattern[str] = NOTHING
    roots: frozenset[str] = frozenset({f"{{{ASIC}}}XAdESSignatures"})


#: Theirs may say nothing of the issuer, say it later, or by a list.
OURS = Ways()


def check(container: Container, ways: Ways = OURS) -> list[Checked]:
    """Every signature in the container, or a Flaw: each must cover every file."""
    found: list[Checked] = []
    for name in container.signatures:
        try:
            for signature in _signatures(container.read(name), ways.roots):
                found.append(_checked(signature, container, ways))
        except FileFlaw:
            raise
        except Flaw as flaw:
            flaw.part = name
            raise
    if not found:
        raise Flaw(_("There is no signature."), "no_signature", asice.SIGNATURES)
    return found


def _checked(signature: Element, container: Container, ways: Ways) -> Checked:
    try:
        return _check(signature, container, ways)
    except Revoked as error:
        raise Flaw(str(error), "revoked") from error
    except BadTimestamp as error:
        raise Flaw(str(error), "bad_time") from error
    except BadStatus as error:
        raise Flaw(str(error), "bad_status") from error
    except unreadable.ERRORS as error:
        raise Flaw(_("The signature cannot be read or was changed.")) from error


def elements(container: Container, ways: Ways = OURS) -> list[Element]:
    """The signatures, not checked yet."""
    return [s for n in container.signatures for s in _signatures(container.read(n), ways.roots)]


def _signatures(xml: bytes, roots: frozenset[str]) -> list[Element]:
    root = signed_xml.parse(xml)
    identifiers = [element.get("Id") for element in root.iter() if element.get("Id")]
    if root.tag not in roots or len(identifiers) != len(set(identifiers)):
        raise Flaw(_("The signature holds what no signature needs."))
    return root.findall(f"{{{DS}}}Signature")


def _check(signature: Element, container: Container, ways: Ways) -> Checked:
    signed_info = signed_xml.one(signature, f"{{{DS}}}SignedInfo")
    properties = signed_xml.one(signature, _PROPERTIES)
    qualifying = signed_xml.one(signature, _QUALIFYING)
    if ways is OURS and qualifying.get("Target") != f"#{signature.get('Id')}":
        raise Flaw(_("The signature does not sign its own circumstances."))
    carried = _certificates(signature.findall(_CERTIFICATE))
    references = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if not _is_own(r)]
    certificate = _signer(properties, carried)
    algorithms.must_have_a_key(certificate)
    check_files(references, container, ways)
    _check_properties(signed_info, properties)
    method = signed_xml.one(signature, f"{{{DS}}}SignedInfo/{{{DS}}}CanonicalizationMethod")
    signature_value.check(
        certificate,
        signed_xml.one(signed_info, f"{{{DS}}}SignatureMethod").get("Algorithm", ""),
        signed_xml.content_of(signature, f"{{{DS}}}SignatureValue"),
        signed_xml.canonical(signed_info, method),
    )
    checked = _proofs(signature, certificate, carried, ways)
    if ways is not OURS:
        return checked
    return replace(checked, archive=tuple(archive_stamp.check(signature, container, checked.at)))


def check_files(references: Sequence[Element], container: Container, ways: Ways = OURS) -> None:
    """Each file is signed once, and is what was signed. Whatever is not is named."""
    names = [unquote(reference.get("URI", "")) for reference in references]
    signed, here = Counter(names), set(container.members)
    wrong: list[str] = []
    for name in container.members:
        or_else = ways.in_part if signed[name] else ways.unsigned
        if signed[name] != 1 and not or_else.fullmatch(name):
            said = _("“%(name)s” was added: the signature says nothing of it.")
            wrong.append(said % {"name": name})
    code = "unsigned_file" if wrong else "changed"
    for name, reference in zip(names, references, strict=True):
        if name not in here and not (ways.in_part.fullmatch(name) and container.has(name)):
            wrong.append(_("“%(name)s” was signed, but is not here.") % {"name": name})
        elif _digest(name, reference, container, ways) != signed_xml.content_of(
            reference, f"{{{DS}}}DigestValue"
        ):
            wrong.append(_("“%(name)s” was changed after it was signed.") % {"name": name})
    if wrong:
        raise FileFlaw(" ".join(wrong[:MOST_NAMED]), code)


def _digest(name: str, reference: Element, container: Container, ways: Ways) -> bytes:
    """SECURITY: of what counts the bytes are signed, never a part or a reading of them."""
    chosen = reference.find(f"{{{DS}}}Transforms")
    if chosen is None:
        return container.digest(name, signed_xml.algorithm_of(reference))
    if not ways.in_part.fullmatch(name):
        raise Flaw(_("The signature holds what no signature needs."))
    return signed_xml.digest(reference, transforms.transformed(container.read(name), chosen))


def _check_properties(signed_info: Element, properties: Element) -> None:
    """The signature signs its own circumstances."""
    own = [r for r in signed_info.iterfind(f"{{{DS}}}Reference") if _is_own(r)]
    if len(own) != 1 or own[0].get("URI") != f"#{properties.get('Id')}":
        raise Flaw(_("The signature does not sign its own circumstances."))
    signed = signed_xml.content_of(own[0], f"{{{DS}}}DigestValue")
    if signed_xml.digest(own[0], signed_xml.transformed(properties, own[0])) != signed:
        raise Flaw(_("The circumstances of the signature were changed."), "changed")


def _signer(properties: Element, carried: Sequence[x509.Certificate]) -> x509.Certificate:
    """Some programs carry the whole chain. The signed circumstances name the signer's own."""
    named = _named_certificate(properties)
    digest = signed_xml.content_of(named, f"{{{DS}}}DigestValue")
    for certificate in carried:
        if signed_xml.digest(named, certificate.public_bytes(Encoding.DER)) == digest:
            return certificate
    raise Flaw(_("The signature names another certificate than it carries."))


def _named_certificate(properties: Element) -> Element:
    """DigiDoc still writes the older of the two elements; the first in it is the signer's."""
    for tag in ("SigningCertificateV2", "SigningCertificate"):
        for found in properties.findall(f".//{{{XADES}}}{tag}/{{{XADES}}}Cert/{_CERT_DIGEST}"):
            return found
    raise Flaw(_("The signature names another certificate than it carries."))


def _proofs(
    signature: Element,
    certificate: x509.Certificate,
    carried: Sequence[x509.Certificate],
    ways: Ways,
) -> Checked:
    """The timestamp and the certificate's status, where the signature brings them."""
    unsigned = f".//{{{XADES}}}UnsignedSignatureProperties"
    more = _certificates(signature.findall(f"{unsigned}/{_CARRIED}"))
    issuers = (*more, *(other for other in carried if other != certificate))
    stamp = None
    stamped = signature.find(f"{unsigned}/{{{XADES}}}SignatureTimeStamp")
    if stamped is not None:
        value = signed_xml.one(signature, f"{{{DS}}}SignatureValue")
        method = signed_xml.one(stamped, f"{{{DS}}}CanonicalizationMethod")
        token = signed_xml.content_of(stamped, f"{{{XADES}}}EncapsulatedTimeStamp")
        stamp = timestamp.check_content(token, signed_xml.canonical(value, method))
        must_be_valid_at(certificate, stamp.at)
    values = Values(
        tuple(map(signed_xml.decoded, signature.findall(f"{unsigned}/{_ANSWER}"))),
        tuple(map(signed_xml.decoded, signature.findall(f"{unsigned}/{_LIST}"))),
    )
    if ways is OURS:
        status = _our_status(values, certificate, issuers, stamp)
        return Checked(certificate, issuers, stamp, status)
    if stamp is None:
        _must_not_be_marked(values, signed_xml.content_of(signature, f"{{{DS}}}SignatureValue"))
        return Checked(certificate, issuers, None, None)
    words = values.words_on(certificate, (*issuers, *ways.known), signed_at=stamp.at)
    return Checked(certificate, issuers, stamp, words.since, words.before)


def _our_status(
    values: Values,
    certificate: x509.Certificate,
    issuers: Sequence[x509.Certificate],
    stamp: Timestamp | None,
) -> Status | None:
    """The one answer that we asked for when we sealed; whatever is wrong with it is a flaw."""
    if not values.answers:
        return None
    issuer = issuing.issuer_of(certificate, issuers)
    status = revocation.check(values.answers[0], certificate, issuer)
    if stamp is None or abs(status.produced_at - stamp.at) > STATUS_DELAY:
        said = _("The certificate's status was not asked when the timestamp was made.")
        raise Flaw(said, "bad_status" if stamp else "no_time")
    return status


def _must_not_be_marked(values: Values, signed: bytes) -> None:
    """BDOC 2.1 takes an answer that was asked about the signature itself for its time."""
    if any(revocation.is_asked_about(signed, answer) for answer in values.answers):
        raise Flaw(_("The signature lost its timestamp."), "time_mark")


def must_be_valid_at(certificate: x509.Certificate, at: datetime) -> None:
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        said = _("The seal's certificate was not valid when the seal was made.")
        raise Flaw(said, "expired")


def _certificates(found: Sequence[Element]) -> tuple[x509.Certificate, ...]:
    return tuple(x509.load_der_x509_certificate(signed_xml.decoded(each)) for each in found)


def _is_own(reference: Element) -> bool:
    return reference.get("Type") == SIGNED_PROPERTIES or reference.get("URI", "#")[:1] == "#"


_QUALIFYING = f"{{{DS}}}Object/{{{XADES}}}QualifyingProperties"
_PROPERTIES = f"{_QUALIFYING}/{{{XADES}}}SignedProperties"
_CERTIFICATE = f"{{{DS}}}KeyInfo/{{{DS}}}X509Data/{{{DS}}}X509Certificate"
_CERT_DIGEST = f"{{{XADES}}}CertDigest"
_CARRIED = f"{{{XADES}}}CertificateValues/{{{XADES}}}EncapsulatedX509Certificate"
_VALUES = f"{{{XADES}}}RevocationValues/{{{XADES}}}"
_ANSWER = f"{_VALUES}OCSPValues/{{{XADES}}}EncapsulatedOCSPValue"
_LIST = f"{_VALUES}CRLValues/{{{XADES}}}EncapsulatedCRLValue"
