"""Signed PDFs (PAdES): our statement byte by byte, a signature, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pikepdf
import pytest
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.conftest import a_statement, as_known
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
Why = Callable[..., str]


def with_a_note(pdf: bytes) -> bytes:
    """Words laid over the first page, as an addition to the file."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    page = writer.root["/Pages"]["/Kids"][0]
    note = generic.DictionaryObject(  # type: ignore[no-untyped-call]
        {
            pdf_name("/Type"): pdf_name("/Annot"),
            pdf_name("/Subtype"): pdf_name("/FreeText"),
            pdf_name("/Contents"): generic.pdf_string("I do not sign this."),
            pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (50, 50, 200, 200))),
        }
    )
    page[pdf_name("/Annots")] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    changed = BytesIO()
    writer.write(changed)  # type: ignore[no-untyped-call]
    return changed.getvalue()


def moved(pdf: bytes, behind: bytes) -> bytes:
    """A whole document whose own table says where its parts lie behind another file."""
    shift = len(behind)

    def further(found: re.Match[bytes]) -> bytes:
        return b"%010d" % (int(found[1]) + shift) + found[2]

    before, _startxref, after = pdf.rpartition(b"startxref\n")
    start = int(after.split()[0])
    table = re.sub(rb"(\d{10})( \d{5} n)", further, before[start:])
    return before[:start] + table + b"startxref\n%d\n%%%%EOF\n" % (start + shift)


@pytest.fixture(scope="module")
def signed(programs: Programs, made: Made) -> bytes:
    return programs.pdf(made.pdf)


@pytest.fixture(scope="module")
def lasting(programs: Programs, made: Made) -> bytes:
    return programs.lasting_pdf(made.pdf, "person-pl")


def test_a_signed_pdf_tells_who_signed(judge: Judge, lasting: bytes) -> None:
    proof = judge(lasting)

    assert (proof.name, proof.identity) == ("ŁUCJA TEST-WIŚNIEWSKA", "PL:80010112340")
    assert proof.kind == "pdf"
    assert proof.is_trusted


def test_the_issuer_is_asked_where_the_pdf_brings_no_word_of_it(
    judge: Judge, signed: bytes
) -> None:
    assert judge(signed).identity == "EE:46001010006"


def test_without_a_trust_store_the_person_is_only_claimed(judge: Judge, signed: bytes) -> None:
    assert not judge(signed, among=Circle(None)).is_trusted


def test_an_unsigned_statement_is_refused(reason: Why, made: Made) -> None:
    assert reason(made.pdf) == "no_signature"


def test_another_text_is_refused(reason: Why, programs: Programs) -> None:
    assert reason(programs.pdf(a_statement("another").pdf)) == "rewritten"


def test_the_statement_of_another_petition_is_refused(reason: Why, programs: Programs) -> None:
    other = a_statement("another")

    assert reason(programs.pdf(other.pdf), as_known(other, 2, petition=8)) == "other_petition"


def test_words_laid_over_the_statement_before_signing_are_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    assert reason(programs.pdf(with_a_note(made.pdf))) == "rewritten"


def test_words_laid_over_the_statement_after_signing_are_refused(
    reason: Why, signed: bytes
) -> None:
    assert reason(with_a_note(signed)) == "changed"


def test_a_changed_byte_is_noticed(reason: Why, signed: bytes) -> None:
    changed = signed.replace(b"/Adobe.PPKLite", b"/Adobe.PPKLitf")

    assert changed != signed
    assert reason(changed) == "changed"


def test_a_signature_that_can_be_seen_on_the_page_counts(
    judge: Judge, programs: Programs, made: Made
) -> None:
    assert (
        judge(programs.lasting_pdf(made.pdf, box=(40, 40, 240, 90))).identity == "EE:46001010006"
    )


def test_a_statement_that_was_written_anew_is_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    anew = BytesIO()
    with pikepdf.open(BytesIO(made.pdf)) as document:
        document.save(anew)

    assert reason(programs.pdf(anew.getvalue())) == "rewritten"


def test_another_document_behind_the_statement_is_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    """It begins with our bytes, and every reader shows the other one."""
    other = moved(a_statement("another").pdf, behind=made.pdf)

    assert reason(programs.pdf(made.pdf + other)) == "rewritten"


def test_an_encrypted_pdf_is_refused(reason: Why, made: Made) -> None:
    locked = BytesIO()
    with pikepdf.open(BytesIO(made.pdf)) as document:
        document.save(locked, encryption=pikepdf.Encryption(owner="a", user="b"))

    assert reason(locked.getvalue()) == "encrypted"


def test_a_pdf_that_was_cut_off_is_refused(reason: Why, signed: bytes) -> None:
    assert reason(signed[:-3_000]) == "truncated"


def test_two_signatures_are_refused(reason: Why, programs: Programs, signed: bytes) -> None:
    assert reason(programs.lasting_pdf(signed, "person-lv")) == "two_signers"


def test_a_signature_without_a_timestamp_is_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    assert reason(programs.pdf(made.pdf, stamped=False)) == "no_time"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("expired", "expired"),
        ("revoked", "revoked"),
        ("self-signed", "self_signed"),
        ("plain", "not_qualified"),
        ("seal", "seal"),
        ("ministry", "trusted_profile"),
    ],
)
def test_other_certificates_are_refused_with_the_exact_reason(
    reason: Why, programs: Programs, made: Made, who: str, why: str
) -> None:
    assert reason(programs.pdf(made.pdf, who)) == why
