"""A signed PDF (PAdES): it begins with our statement byte by byte, and only signatures follow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from cryptography import x509
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
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.status import SignatureCoverageLevel

from petitions.bundles import algorithms, timestamp
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import Revoked
from petitions.bundles.revocation_values import Values, Words
from petitions.bundles.signature_check import Checked
from petitions.bundles.timestamp import DIGESTS, BadTimestamp, Timestamp
from petitions.signing.qualified import cades
from petitions.signing.qualified.cades import UNREADABLE
from petitions.signing.qualified.found import Found, Known, Statements, of_checked
from petitions.signing.qualified.outside import PDF
from petitions.signing.qualified.reasons import Reason, Wrong, of_flaw

WHOLE = frozenset({SignatureCoverageLevel.ENTIRE_FILE, SignatureCoverageLevel.ENTIRE_REVISION})
#: A form that had no signature yet says that it has one; no other field may be filled or added.
SIGNING = StandardDiffPolicy(
    global_rules=DEFAULT_DIFF_POLICY.global_rules,
    form_rule=FormUpdatingRule(
        [SigFieldCreationRule(), SigFieldModificationRule()],  # type: ignore[no-untyped-call]
        ACROFORM_EXEMPT_STRICT_COMPARISON | {"/SigFlags", "/NeedAppearances"},
    ),
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
    except Flaw as flaw:
        raise of_flaw(flaw) from flaw
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
    signatures = list(reader.embedded_regular_signatures)
    if len(signatures) != 1:
        raise Wrong(Reason.TWO_SIGNERS if signatures else Reason.NO_SIGNATURE)
    return signatures[0]


def _must_be_whole(reader: Any, signature: Any) -> None:
    """Since our statement a signature was added, and since the signature nothing but proofs."""
    algorithms.must_be_ours(signature.signer_info, _certificate(signature))
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
    certificate = _certificate(signature)
    carried = tuple(_carried(reader, signature))
    stamp = _stamp(reader, signature)
    if not certificate.not_valid_before_utc <= stamp.at <= certificate.not_valid_after_utc:
        raise Wrong(Reason.EXPIRED)
    words = _words(reader, certificate, (*carried, *known), stamp)
    checked = Checked(certificate, carried, stamp, words.since, words.before)
    return of_checked(statement, checked, PDF)


def _certificate(signature: Any) -> x509.Certificate:
    return x509.load_der_x509_certificate(signature.signer_cert.dump())


def _stamp(reader: Any, signature: Any) -> Timestamp:
    """The timestamp of the signature, or the first one over the document that holds it."""
    try:
        token = cades.token_in(signature.signer_info)
        if token is not None:
            return timestamp.check_content(token, signature.signer_info["signature"].native)
        for later in reader.embedded_timestamp_signatures:
            if later.signed_revision > signature.signed_revision:
                return _document_stamp(later)
    except BadTimestamp as error:
        raise Wrong(Reason.BAD_TIME) from error
    raise Wrong(Reason.NO_TIME)


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


def _words(
    reader: Any,
    certificate: x509.Certificate,
    issuers: tuple[x509.Certificate, ...],
    stamp: Timestamp,
) -> Words:
    """Answers and lists are those of all certificates, that of the timestamp included."""
    proofs = _proofs(reader)
    values = Values(
        tuple(reference.get_object().data for reference in proofs.ocsps),
        tuple(reference.get_object().data for reference in proofs.crls),
    )
    try:
        return values.words_on(certificate, issuers, signed_at=stamp.at)
    except Revoked as error:
        raise Wrong(Reason.REVOKED) from error


def _proofs(reader: Any) -> Any:
    try:
        return DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return DocumentSecurityStore(None)
