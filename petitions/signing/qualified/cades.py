"""A CMS signature (CAdES baseline, EN 319 122-1), whatever lies around it.

pyHanko checks it, as it does inside PDFs; here is what it must be before and beside that.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from asn1crypto import cms, core, crl, ocsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from django.utils.translation import gettext as _
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.general import CMSExtractionError, extract_certificate_info
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity

from petitions.bundles import algorithms, timestamp, unreadable
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import Revoked
from petitions.bundles.revocation_values import Values, Words
from petitions.bundles.signature_check import Checked, must_be_valid_at
from petitions.bundles.timestamp import BadTimestamp, Timestamp

CERTIFICATE_VALUES = "1.2.840.113549.1.9.16.2.23"
REVOCATION_VALUES = "1.2.840.113549.1.9.16.2.24"
#: A bare answer among the lists, as some programs write it.
BASIC_ANSWER = "1.3.6.1.5.5.7.48.1.1"
MOST_CERTIFICATES = 60
UNREADABLE: tuple[type[Exception], ...] = (
    PdfError,
    CMSExtractionError,
    SignatureValidationError,
    *unreadable.ERRORS,
    AssertionError,
    RecursionError,
    NotImplementedError,
)
DigestOf = Callable[[str], bytes]  # "sha256", "sha384" or "sha512" → digest of what was signed


class _Certificates(core.SequenceOf):  # type: ignore[misc]
    _child_spec = asn1_x509.Certificate


class _Lists(core.SequenceOf):  # type: ignore[misc]
    _child_spec = crl.CertificateList


class _Answers(core.SequenceOf):  # type: ignore[misc]
    _child_spec = ocsp.BasicOCSPResponse


class _RevocationValues(core.Sequence):  # type: ignore[misc]
    """RFC 5126, 6.3.4."""

    _fields = [
        ("crl", _Lists, {"explicit": 0, "optional": True}),
        ("ocsp", _Answers, {"explicit": 1, "optional": True}),
        ("other", core.Any, {"explicit": 2, "optional": True}),
    ]


@dataclass(frozen=True)
class Signed:
    """One signer's structure, taken apart and not yet checked."""

    whole: cms.SignedData
    signer: cms.SignerInfo
    own: asn1_x509.Certificate
    others: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        return _loaded(self.own)

    @property
    def content(self) -> bytes | None:
        """What it holds itself; nothing when it is detached."""
        inside = self.whole["encap_content_info"]["content"]
        return None if isinstance(inside, core.Void) else bytes(inside)

    @property
    def algorithm(self) -> str:
        return str(self.signer["digest_algorithm"]["algorithm"].native)

    @property
    def named_digest(self) -> bytes:
        """The digest that the signature says its content has."""
        return bytes(attribute(self.signer["signed_attrs"], "message_digest").native)


def parsed(der: bytes) -> Signed:
    """One signer's structure, by algorithms that we check. Raises Flaw, or `UNREADABLE`."""
    outer = cms.ContentInfo.load(der, strict=True)
    if outer["content_type"].native != "signed_data":
        raise Flaw(_("This is a container of another kind."), "other_kind")
    whole = outer["content"]
    if len(whole["signer_infos"]) != 1:
        raise Flaw(
            _("There is no signature."), "two_signers" if whole["signer_infos"] else "no_signature"
        )
    (signer,) = whole["signer_infos"]
    if any(kind == "counter_signature" for kind, _value in _attributes(signer["unsigned_attrs"])):
        raise Flaw(_("The signature holds what no signature needs."), "two_signers")
    if len(whole["certificates"] or ()) > MOST_CERTIFICATES:
        raise Flaw(_("The signature holds what no signature needs."), "too_much")
    algorithms.must_be_known(signer["digest_algorithm"]["algorithm"].dotted)
    try:
        found = extract_certificate_info(whole)
    except CMSExtractionError as error:
        raise Flaw(_("The certificate is missing."), "no_certificate") from error
    algorithms.must_be_ours(signer, _loaded(found.signer_cert))
    if whole["encap_content_info"]["content_type"].native != "data":
        raise Flaw(_("This is a container of another kind."), "other_kind")
    return Signed(whole, signer, found.signer_cert, tuple(map(_loaded, found.other_certs)))


def check(signed: Signed, digest_of: DigestOf, known: Sequence[x509.Certificate]) -> Checked:
    """The signature holds over what has this digest. Raises Flaw, or `UNREADABLE`.

    `known` are issuers that the file need not bring along.
    """
    digest = digest_of(signed.algorithm)
    _must_name_its_certificate(signed)
    _must_hold_the_same(signed, digest)
    intact, valid = validate_sig_integrity(
        signed.signer,
        signed.own,
        expected_content_type="data",
        actual_digest=digest,
    )
    if not (intact and valid):
        raise Flaw(_("The signature does not fit: it or what it covers was changed."), "changed")
    issuers = tuple(_carried(signed))
    stamp = _stamp(signed)
    if stamp is None:
        return Checked(signed.certificate, issuers, None, None)
    words = _words(signed, (*issuers, *known), stamp)
    return Checked(signed.certificate, issuers, stamp, words.since, words.before)


def token_in(signer: cms.SignerInfo) -> bytes | None:
    """The timestamp of a signature, where it carries one."""
    for kind, value in _attributes(signer["unsigned_attrs"]):
        if kind == "signature_time_stamp_token":
            return bytes(value.dump())
    return None


def attribute(attributes: cms.CMSAttributes, name: str) -> core.Asn1Value:
    """The only value of an attribute. Raises Flaw where there is none, or another one."""
    found = [value for kind, value in _attributes(attributes) if kind == name]
    if len(found) != 1:
        raise Flaw(_("The signature cannot be read or was changed."))
    return found[0]


def _attributes(attributes: cms.CMSAttributes) -> Iterator[tuple[str, core.Asn1Value]]:
    if isinstance(attributes, cms.CMSAttributes):
        for each in attributes:
            for value in each["values"]:
                yield each["type"].native, value


def _must_name_its_certificate(signed: Signed) -> None:
    """SECURITY: else another certificate with the same key could stand in for the signer's."""
    attributes = signed.signer["signed_attrs"]
    names = {kind for kind, _value in _attributes(attributes)}
    if "signing_certificate_v2" not in names:
        raise Flaw(_("The signature does not sign its own circumstances."), "unbound")
    named: Any = get_signing_cert_attr(attributes)
    algorithms.must_be_known(named["certs"][0]["hash_algorithm"]["algorithm"].dotted)


def _must_hold_the_same(signed: Signed, digest: bytes) -> None:
    """SECURITY: one text beside the signature and another in it would be read in two ways."""
    content = signed.content
    if content is not None and hashlib.new(signed.algorithm, content).digest() != digest:
        raise Flaw(_("The signature does not fit: it or what it covers was changed."), "changed")


def _stamp(signed: Signed) -> Timestamp | None:
    token = token_in(signed.signer)
    if token is None:
        return None
    try:
        stamp = timestamp.check_content(token, signed.signer["signature"].native)
    except BadTimestamp as error:
        raise Flaw(str(error), "bad_time") from error
    must_be_valid_at(signed.certificate, stamp.at)
    return stamp


def _words(signed: Signed, issuers: Sequence[x509.Certificate], stamp: Timestamp) -> Words:
    values = Values(tuple(_answers(signed)), tuple(_lists(signed)))
    try:
        return values.words_on(signed.certificate, issuers, signed_at=stamp.at)
    except Revoked as error:
        raise Flaw(str(error), "revoked") from error


def _carried(signed: Signed) -> Iterator[x509.Certificate]:
    yield from signed.others
    for kind, value in _attributes(signed.signer["unsigned_attrs"]):
        if kind == CERTIFICATE_VALUES:
            yield from map(_loaded, _Certificates.load(value.dump()))


def _answers(signed: Signed) -> Iterator[bytes]:
    """Of level LT in the structure itself, of older signatures beside the signature."""
    for choice in signed.whole["crls"] or ():
        if choice.name == "other":
            format_of, value = choice.chosen["other_rev_info_format"], choice.chosen
            if format_of.native == "ocsp_response":
                yield bytes(value["other_rev_info"].dump())
            elif format_of.dotted == BASIC_ANSWER:
                yield _answer(bytes(value["other_rev_info"].dump()))
    for values in _revocation_values(signed):
        if isinstance(values["ocsp"], _Answers):
            yield from (_answer(bytes(basic.dump())) for basic in values["ocsp"])


def _lists(signed: Signed) -> Iterator[bytes]:
    for choice in signed.whole["crls"] or ():
        if choice.name == "crl":
            yield bytes(choice.chosen.dump())
    for values in _revocation_values(signed):
        if isinstance(values["crl"], _Lists):
            yield from (bytes(each.dump()) for each in values["crl"])


def _revocation_values(signed: Signed) -> Iterator[_RevocationValues]:
    for kind, value in _attributes(signed.signer["unsigned_attrs"]):
        if kind == REVOCATION_VALUES:
            yield _RevocationValues.load(value.dump())


def _answer(basic: bytes) -> bytes:
    """A bare answer as a responder would send it."""
    return bytes(
        ocsp.OCSPResponse(
            {
                "response_status": "successful",
                "response_bytes": {
                    "response_type": "basic_ocsp_response",
                    "response": core.ParsableOctetString(basic),
                },
            }
        ).dump()
    )


def _loaded(found: core.Asn1Value) -> x509.Certificate:
    return x509.load_der_x509_certificate(found.dump())
