"""A signed PDF (PAdES): it begins with our statement byte by byte, and only signatures follow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from asn1crypto import cms
from cryptography import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    FormUpdatingRule,
    ModificationLevel,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
)
from pyhanko.sign.diff_analysis.constants import ACROFORM_EXEMPT_STRICT_COMPARISON
from pyhanko.sign.general import CMSExtractionError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError, SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from petitions.bundles import revocation, signature_check, timestamp
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import BadStatus, Revoked, Status
from petitions.bundles.timestamp import DIGESTS, BadTimestamp, Timestamp
from petitions.signing.qualified.found import Found, Known, Statements
from petitions.signing.qualified.outside import PDF
from petitions.signing.qualified.reasons import Reason, Wrong

WHOLE = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})
#: A form that had no signature yet says that it has one; no other field may be filled or added.
SIGNING = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule()],  # type: ignore[no-untyped-call]
        ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags", "/NeedAppearances"},
    ),
)
UNREADABLE = (
    PdfError,
    CMSExtractionError,
    SignatureValidationError,
    ValueError,
    TypeError,
    KeyError,
    IndexError,
    AttributeError,
    AssertionError,
    RecursionError,
    NotImplementedError,
)


def read(content: bytes, statements: Statements, known: tuple[x509.Certificate, ...]) -> Found:
    """The signature in a PDF. Raises `Wrong` with the reason why there is none."""
    try:
        statement = _statement_in(content, statements)
        reader = PdfFileReader(BytesIO(content), strict=False)
        _must_begin_with(reader, statement)
        signature = _only_signature(reader)
        _must_be_whole(reader, signature)
        return _found(reader, signature, statement, known)
    except UNREADABLE as error:
        raise Wrong(Reason.DAMAGED) from error


def _statement_in(content: bytes, statements: Statements) -> Known:
    for statement in statements:
        if hashlib.sha256(content[: statement.size]).hexdigest() == statement.pdf:
            if len(content) == statement.size:
                raise Wrong(Reason.NO_SIGNATURE)
            return statement
    if PdfFileReader(BytesIO(content), strict=False).security_handler is not None:
        raise Wrong(Reason.ENCRYPTED)
    raise Wrong(Reason.REWRITTEN)


def _must_begin_with(reader: Any, statement: Known) -> None:
    """SECURITY: what follows must build on the statement, and not on a beginning of its own."""
    if reader.xrefs.get_startxref_for_revision(0) >= statement.size:
        raise Wrong(Reason.REWRITTEN)
    if reader.xrefs.get_xref_container_info(0).end_location > statement.size:
        raise Wrong(Reason.REWRITTEN)
    later = range(1, reader.xrefs.total_revisions)
    if any(reader.xrefs.get_startxref_for_revision(n) < statement.size for n in later):
        raise Wrong(Reason.REWRITTEN)


def _only_signature(reader: Any) -> Any:
    found = list(reader.embedded_regular_signatures)
    if len(found) != 1:
        raise Wrong(Reason.TWO_SIGNERS if found else Reason.NO_SIGNATURE)
    return found[0]


def _must_be_whole(reader: Any, signature: Any) -> None:
    """Since our statement a signature was added, and since the signature nothing but proofs."""
    signature.compute_integrity_info()
    after = signature.diff_result
    if signature.coverage not in WHOLE or not _is_at_most(after, ModificationLevel.LTA_UPDATES):
        raise Wrong(Reason.CHANGED)
    since = SIGNING.review_file(reader, 0)
    if not _is_at_most(since, ModificationLevel.FORM_FILLING):
        raise Wrong(Reason.REWRITTEN)
    if signature.md_algorithm not in DIGESTS:
        raise Wrong(Reason.DAMAGED)
    intact, valid = validate_sig_integrity(
        signature.signer_info,
        signature.signer_cert,
        expected_content_type="data",
        actual_digest=signature.compute_digest(),
    )
    if not (intact and valid):
        raise Wrong(Reason.CHANGED)


def _is_at_most(result: Any, level: ModificationLevel) -> bool:
    return isinstance(result, DiffResult) and result.modification_level <= level


def _found(
    reader: Any, signature: Any, statement: Known, known: tuple[x509.Certificate, ...]
) -> Found:
    certificate = x509.load_der_x509_certificate(signature.signer_cert.dump())
    carried = tuple(_carried(reader, signature))
    stamp = _stamp(reader, signature)
    if not certificate.not_valid_before_utc <= stamp.at <= certificate.not_valid_after_utc:
        raise Wrong(Reason.EXPIRED)
    status = _status(reader, certificate, (*carried, *known), stamp)
    return Found(statement, certificate, carried, stamp, status, PDF)


def _stamp(reader: Any, signature: Any) -> Timestamp:
    """The timestamp of the signature, or the first one over the document that holds it."""
    try:
        token = _token_in(signature)
        if token is not None:
            return timestamp.check_content(token, signature.signer_info["signature"].native)
        for later in reader.embedded_timestamp_signatures:
            if later.signed_revision > signature.signed_revision:
                return _document_stamp(later)
    except BadTimestamp as error:
        raise Wrong(Reason.BAD_TIME) from error
    raise Wrong(Reason.NO_TIME)


def _token_in(signature: Any) -> bytes | None:
    attributes = signature.signer_info["unsigned_attrs"]
    if not isinstance(attributes, cms.CMSAttributes):
        return None
    for attribute in attributes:
        if attribute["type"].native == "signature_time_stamp_token":
            return bytes(attribute["values"][0].dump())
    return None


def _document_stamp(later: Any) -> Timestamp:
    """A timestamp over all bytes before it."""
    later.compute_integrity_info(skip_diff=True)
    if later.coverage not in WHOLE:
        raise BadTimestamp
    digest = later.compute_digest()
    return timestamp.check_digest(later.pkcs7_content, later.external_md_algorithm, digest)


def _carried(reader: Any, signature: Any) -> Iterator[x509.Certificate]:
    for found in signature.other_embedded_certs:
        yield x509.load_der_x509_certificate(found.dump())
    for reference in _proofs(reader).certs.values():
        yield x509.load_der_x509_certificate(reference.get_object().data)


def _status(
    reader: Any,
    certificate: x509.Certificate,
    issuers: tuple[x509.Certificate, ...],
    stamp: Timestamp,
) -> Status | None:
    """The first word on this certificate from after the signature; None where there is none."""
    answers = [reference.get_object().data for reference in _proofs(reader).ocsps]
    if not answers:
        return None
    try:
        issuer = signature_check.issuer_of(certificate, issuers)
    except Flaw as flaw:
        raise Wrong(Reason.UNKNOWN_ISSUER) from flaw
    for answer in answers:
        try:
            status = revocation.check(answer, certificate, issuer)
        except Revoked as error:
            if error.at is None or error.at <= stamp.at:
                raise Wrong(Reason.REVOKED) from error
            continue
        except BadStatus:
            continue  # about another certificate, for instance that of the timestamp
        if status.produced_at >= stamp.at - revocation.CLOCKS_DIFFER:
            return status
    return None


def _proofs(reader: Any) -> Any:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return DocumentSecurityStore(None)
