"""Containers as DigiDoc4, eParakstītājs or GoSign make them: what is in them, and whose it is."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Circle, Proof
from tests.petitions.signing.qualified.conftest import a_statement, as_known
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
Why = Callable[..., str]
SIGNATURE = "META-INF/signatures0.xml"


def rebuilt(container: bytes, change: Callable[[dict[str, bytes]], object]) -> bytes:
    """The same after somebody unpacked it, changed something, and packed it again."""
    with zipfile.ZipFile(BytesIO(container)) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    change(parts)
    again = BytesIO()
    with zipfile.ZipFile(again, "w") as whole:
        for name, content in parts.items():
            whole.writestr(zipfile.ZipInfo(name), content)
    return again.getvalue()


@pytest.fixture(scope="module")
def signed(programs: Programs, made: Made) -> bytes:
    return programs.container({"statement.pdf": made.pdf})


def test_a_container_signed_in_digidoc_tells_who_signed(
    judge: Judge, programs: Programs, made: Made
) -> None:
    proof = judge(programs.digidoc(made.container))

    assert (proof.name, proof.code, proof.country) == ("MARI TEST-TAMM", "46001010006", "EE")
    assert proof.identity == "EE:46001010006"
    assert proof.birth_date == date(1960, 1, 1)
    assert abs((datetime.now(UTC) - proof.signed_at).total_seconds()) < 600
    assert proof.is_trusted
    assert proof.kind == "asice"


@pytest.mark.parametrize(
    ("who", "name", "identity"),
    [
        ("person-lv", "JĀNIS TEST-BĒRZIŅŠ", "LV:16117519997"),
        ("person-lt", "ONA TEST-KAZLAUSKIENĖ", "LT:48001010005"),
        ("person-pl", "ŁUCJA TEST-WIŚNIEWSKA", "PL:80010112340"),
        ("person-ua", "ОКСАНА TEST-ШЕВЧЕНКО", "UA:2921912346"),
    ],
)
def test_people_of_five_countries_are_known_by_their_codes(
    judge: Judge, programs: Programs, made: Made, who: str, name: str, identity: str
) -> None:
    proof = judge(programs.container({"statement.pdf": made.pdf}, who))

    assert (proof.name, proof.identity) == (name, identity)


def test_the_pdf_alone_may_be_signed_under_any_name(
    judge: Judge, programs: Programs, made: Made
) -> None:
    assert judge(programs.container({"avaldus.pdf": made.pdf})).statement == 1


def test_a_statement_of_an_older_edition_still_counts(
    judge: Judge, programs: Programs, made: Made
) -> None:
    older = replace(as_known(a_statement("older"), pk=2), petition=7)

    proof = judge(programs.container({"statement.pdf": a_statement("older").pdf}), older)

    assert proof.statement == 2


def test_without_a_trust_store_the_person_is_only_claimed(judge: Judge, signed: bytes) -> None:
    proof = judge(signed, among=Circle(None))

    assert not proof.is_trusted


def test_the_issuer_is_asked_when_the_file_brings_no_word_of_it(
    judge: Judge, programs: Programs, made: Made
) -> None:
    proof = judge(programs.container({"statement.pdf": made.pdf}, proofs=["stamp"]))

    assert proof.is_trusted


def test_another_text_is_refused(reason: Why, programs: Programs) -> None:
    assert reason(programs.container({"statement.pdf": b"%PDF-1.7 something"})) == "other_text"


def test_the_statement_of_another_petition_is_refused(reason: Why, programs: Programs) -> None:
    other = a_statement("another")

    why = reason(programs.container({"a.pdf": other.pdf}), as_known(other, pk=2, petition=8))

    assert why == "other_petition"


def test_a_file_signed_along_with_it_is_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    both = {"statement.pdf": made.pdf, "more.txt": b"and I also want this"}

    assert reason(programs.container(both)) == "extra_file"


def test_a_file_that_was_added_afterwards_is_refused(reason: Why, signed: bytes) -> None:
    added = rebuilt(signed, lambda parts: parts.update({"more.txt": b"and this"}))

    assert reason(added) == "unsigned_file"


def test_a_changed_statement_is_refused(reason: Why, signed: bytes) -> None:
    changed = rebuilt(signed, lambda parts: parts.update({"statement.pdf": b"%PDF-1.7 no"}))

    assert reason(changed) == "changed"


def test_a_changed_signing_time_is_refused(reason: Why, signed: bytes) -> None:
    def change(parts: dict[str, bytes]) -> None:
        parts[SIGNATURE] = parts[SIGNATURE].replace(
            b"<xades:SigningTime>2", b"<xades:SigningTime>3"
        )

    assert reason(rebuilt(signed, change)) == "changed"


def test_an_unsigned_container_is_refused(reason: Why, made: Made) -> None:
    assert reason(made.container) == "no_signature"


def test_two_signatures_in_one_container_are_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    first = programs.digidoc(made.container)

    assert reason(programs.digidoc(first, "person-lv")) == "two_signers"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("expired", "expired"),
        ("self-signed", "self_signed"),
        ("stranger", "test_certificate"),
        ("plain", "not_qualified"),
        ("software", "no_device"),
        ("login", "not_for_signing"),
        ("seal", "seal"),
        ("ministry", "trusted_profile"),
    ],
)
def test_other_certificates_are_refused_with_the_exact_reason(
    reason: Why, programs: Programs, made: Made, who: str, why: str
) -> None:
    assert reason(programs.container({"statement.pdf": made.pdf}, who, ["stamp"])) == why


@pytest.mark.parametrize("proofs", [["stamp"], ["stamp", "status"]])
def test_a_revoked_certificate_is_refused_whoever_says_so(
    reason: Why, programs: Programs, made: Made, proofs: list[str]
) -> None:
    assert reason(programs.container({"statement.pdf": made.pdf}, "revoked", proofs)) == "revoked"


def test_a_signature_without_a_timestamp_is_refused(
    reason: Why, programs: Programs, made: Made
) -> None:
    assert reason(programs.container({"statement.pdf": made.pdf}, proofs=[])) == "no_time"
    assert reason(programs.container({"statement.pdf": made.pdf}, proofs=["status"])) == "no_time"


def test_a_timestamp_of_another_signature_is_refused(
    reason: Why, programs: Programs, made: Made, signed: bytes
) -> None:
    other = programs.container({"statement.pdf": made.pdf})
    start, end = b"<xades:EncapsulatedTimeStamp>", b"</xades:EncapsulatedTimeStamp>"
    with zipfile.ZipFile(BytesIO(other)) as whole:
        foreign = whole.read(SIGNATURE).partition(start)[2].partition(end)[0]

    def change(parts: dict[str, bytes]) -> None:
        own = parts[SIGNATURE].partition(start)[2].partition(end)[0]
        parts[SIGNATURE] = parts[SIGNATURE].replace(own, foreign)

    assert reason(rebuilt(signed, change)) == "bad_time"


@pytest.mark.parametrize("left", [60, 1_000, 20_000])
def test_a_container_that_was_cut_off_is_refused(reason: Why, signed: bytes, left: int) -> None:
    assert reason(signed[:left]) == "truncated"


def test_a_zip_bomb_costs_nothing(reason: Why) -> None:
    bomb = BytesIO()
    with zipfile.ZipFile(bomb, "w") as whole:
        whole.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        with whole.open(_deflated("statement.pdf"), "w") as member:
            for _megabyte in range(80):
                member.write(bytes(1 << 20))

    assert len(bomb.getvalue()) < 100_000
    assert reason(bomb.getvalue()) == "too_large"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "not_container"),
        (b"Jaan Tamm", "not_container"),
        (b"\xff\xd8\xff\xe0 a photograph", "not_container"),
        (b"age-encryption.org/v1\n-> X25519 abc", "encrypted"),
        (b"CDOC\x02\x00\x00", "encrypted"),
        (b'<?xml version="1.0"?><denc:EncryptedFile><denc:EncryptedData/>', "encrypted"),
        (b'<?xml version="1.0"?><SignedDoc format="DIGIDOC-XML">', "other_kind"),
        (bytes.fromhex("308205a206092a864886f70d010702a0"), "truncated"),
        (bytes.fromhex("308205a206092a864886f70d010703a0"), "encrypted"),
        (bytes.fromhex("300d06092a864886f70d010701a0020400"), "not_container"),
    ],
)
def test_what_is_no_container_is_called_by_its_name(reason: Why, content: bytes, why: str) -> None:
    assert reason(content) == why


@pytest.mark.parametrize(
    ("kind", "names", "why"),
    [
        ("application/vnd.etsi.asic-s+zip", ["a.pdf"], "no_signature"),
        ("application/vnd.lt.archyvai.adoc-2008", ["a.pdf"], "no_signature"),
        ("application/vnd.etsi.asic-e+zip", ["a.pdf", "META-INF/signature1.p7s"], "damaged"),
        ("application/epub+zip", ["chapter"], "other_kind"),
    ],
)
def test_other_kinds_of_containers_are_called_by_their_name(
    reason: Why, kind: str, names: list[str], why: str
) -> None:
    other = BytesIO()
    with zipfile.ZipFile(other, "w") as whole:
        whole.writestr("mimetype", kind)
        for name in names:
            whole.writestr(name, "content")

    assert reason(other.getvalue()) == why


def _deflated(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.compress_type = zipfile.ZIP_DEFLATED
    return info
