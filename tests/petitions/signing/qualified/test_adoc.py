"""Lithuanian documents (ADOC): descriptions may lie beside the statement, no other text may."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import pytest

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Proof
from tests.petitions.signing.qualified.adoc_program import (
    PARTS,
    RELATIONS,
    SIGNABLE,
    UNSIGNABLE,
    V1,
    AdocProgram,
    relations,
    signable,
    unsignable,
)
from tests.petitions.signing.qualified.cades_programs import ASICE, packed, parts_of
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
Why = Callable[..., str]
LONG = "I do not agree with any of this. " * 20


@pytest.fixture(scope="module")
def program(programs: Programs) -> AdocProgram:
    return AdocProgram(programs)


@pytest.fixture(scope="module")
def files(made: Made) -> Mapping[str, bytes]:
    return {
        "statement.pdf": made.pdf,
        SIGNABLE: signable(),
        UNSIGNABLE: unsignable(),
        RELATIONS: relations(),
    }


def with_parts(container: bytes, **others: bytes) -> bytes:
    return packed(ASICE, {**parts_of(container), **others})


def test_a_document_with_its_description_counts(
    judge: Judge, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    proof = judge(program.sign(files))

    assert (proof.name, proof.identity) == ("ONA TEST-KAZLAUSKIENĖ", "LT:48001010005")
    assert proof.kind == "asice"
    assert proof.is_lasting
    assert not proof.suits_library


def test_the_description_may_be_signed_in_parts(
    judge: Judge, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    in_parts = replace(program, whole=("statement.pdf",), parts=PARTS)

    assert judge(in_parts.sign(files)).identity == "LT:48001010005"


def test_a_description_that_has_to_be_signed_is(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    signed = program.sign(files)

    only_the_statement = replace(program, whole=("statement.pdf",))

    assert reason(only_the_statement.sign(files)) == "unsigned_file"
    assert reason(with_parts(signed, **{"metadata/signableMetadata1.xml": signable()})) == (
        "unsigned_file"
    )


def test_its_relations_may_be_signed_too(
    judge: Judge, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    more = replace(program, whole=("statement.pdf", SIGNABLE, RELATIONS))

    assert judge(more.sign(files)).statement == 1


def test_the_older_form_counts_as_well(
    judge: Judge, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    older = replace(program, kind=V1, whole=("statement.pdf",), parts=PARTS)

    assert judge(older.sign(files)).identity == "LT:48001010005"


def test_an_older_form_that_signs_in_another_way_is_called_by_its_name(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    way = ("count(ancestor-or-self::node()) > 1",)
    older = replace(program, kind=V1, whole=("statement.pdf",), parts=way)

    assert reason(older.sign(files)) == "adoc"


def test_a_part_that_was_changed_is_noticed(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    signed = replace(program, whole=("statement.pdf",), parts=PARTS).sign(files)

    assert reason(with_parts(signed, **{SIGNABLE: signable("Another")})) == "changed"


def test_two_parts_of_one_name_are_refused(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    signed = replace(program, whole=("statement.pdf",), parts=PARTS).sign(files)
    own, second = signable(), b'<sig:document ID="document_0"><sig:title>No</sig:title>'
    twice = own.replace(b"<sig:authors", second + b"</sig:document><sig:authors", 1)

    assert reason(with_parts(signed, **{SIGNABLE: twice})) == "adoc"


def test_the_statement_itself_must_be_signed_byte_by_byte(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    only_described = replace(program, whole=(SIGNABLE,))
    in_part = replace(program, whole=(SIGNABLE,), parts=PARTS[:1], of="statement.xml")
    as_xml = {**files, "statement.xml": signable()}
    del as_xml["statement.pdf"]

    assert reason(only_described.sign(files)) == "unsigned_file"
    assert reason(in_part.sign(as_xml)) == "damaged"


@pytest.mark.parametrize(
    "changed",
    [
        {SIGNABLE: signable(LONG)},
        {SIGNABLE: signable("</sig:title><sig:title>".join([LONG[:400]] * 12))},
        {SIGNABLE: b"<html xmlns='http://www.w3.org/1999/xhtml'><p>No.</p></html>"},
        {UNSIGNABLE: unsignable(LONG)},
        {UNSIGNABLE: unsignable(" " * 70_000)},
        {UNSIGNABLE: b"<metadata>Nothing of the archives.</metadata>"},
        {RELATIONS: relations("other.pdf")},
        {RELATIONS: relations("statement.pdf", ("content/main", "other.pdf"))},
        {RELATIONS: relations("statement.pdf", ("content/appendix", "other.pdf"))},
        {RELATIONS: relations("statement.pdf", ("content/attachment", "other.pdf"))},
    ],
)
def test_a_description_is_no_other_text(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes], changed: dict[str, bytes]
) -> None:
    assert reason(program.sign({**files, **changed})) == "description"


@pytest.mark.parametrize(
    "name",
    [
        "appendices/more.pdf",
        "metadata/statement.pdf",
        "metadata/more.xml",
        "META-INF/more.xml",
        "metadata/../signableMetadata0.xml",
    ],
)
def test_no_other_file_may_lie_there(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes], name: str
) -> None:
    assert reason(program.sign({**files, name: signable()})) == "extra_file"


def test_a_second_document_is_refused(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    both = replace(program, whole=("statement.pdf", "more.pdf", SIGNABLE))

    assert reason(both.sign({**files, "more.pdf": b"%PDF-1.7 more"})) == "extra_file"


def test_a_folder_holds_nothing_itself(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    full = replace(program, folders={"metadata/": b"I do not agree."})

    assert reason(full.sign(files)) == "extra_file"


def test_entities_in_a_description_are_refused(
    reason: Why, program: AdocProgram, files: Mapping[str, bytes]
) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + unsignable()

    assert reason(program.sign({**files, UNSIGNABLE: bomb})) == "damaged"
