"""Containers around CAdES (ASiC-S, ASiC-E), as Diia makes them, and ASiC-S around XAdES."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from io import BytesIO

import pytest

from petitions.signing.qualified.statement import Made
from petitions.signing.qualified.verification import Proof
from tests.petitions.signing.qualified.cades_programs import (
    ASICE,
    ASICS,
    CadesPrograms,
    a_manifest,
    packed,
    parts_of,
)
from tests.petitions.signing.qualified.signing_programs import Programs

Judge = Callable[..., Proof]
Why = Callable[..., str]
MANIFEST, SIGNATURE = "META-INF/ASiCManifest001.xml", "META-INF/signature001.p7s"
TEXT = b"and I also want this"


@pytest.fixture(scope="module")
def own(made: Made) -> dict[str, bytes]:
    return {"statement.en.pdf": made.pdf}


@pytest.fixture(scope="module")
def asice(cades: CadesPrograms, own: dict[str, bytes]) -> bytes:
    return cades.asice(own, "person-ua")


def with_parts(container: bytes, **others: bytes) -> bytes:
    return packed(ASICE, {**parts_of(container), **others})


def test_one_file_and_its_signature_count(
    judge: Judge, cades: CadesPrograms, made: Made, own: dict[str, bytes]
) -> None:
    proof = judge(cades.asics(own, cades.file(made.pdf, "person-ua", digest="sha512")))

    assert (proof.identity, proof.kind) == ("UA:2921912346", "asics")
    assert proof.is_trusted


def test_one_file_may_be_signed_with_xades(judge: Judge, programs: Programs, made: Made) -> None:
    signed = parts_of(programs.container({"statement.pdf": made.pdf}, "person-lv"))
    parts = {
        "statement.pdf": signed["statement.pdf"],
        "META-INF/signatures.xml": signed["META-INF/signatures0.xml"],
    }

    proof = judge(packed(ASICS, parts))

    assert (proof.identity, proof.kind) == ("LV:16117519997", "asics")
    assert proof.is_lasting


def test_a_list_of_files_with_its_signature_counts(judge: Judge, asice: bytes) -> None:
    proof = judge(asice)

    assert (proof.identity, proof.kind) == ("UA:2921912346", "asice")
    assert not proof.suits_library


def test_our_own_other_file_may_be_signed_along(
    judge: Judge, cades: CadesPrograms, made: Made
) -> None:
    both = {name: part for name, part in parts_of(made.container).items() if "/" not in name}

    assert len(both) == 2
    assert judge(cades.asice(both)).identity == "EE:46001010006"


def test_the_names_of_files_may_have_any_letters(
    judge: Judge, cades: CadesPrograms, made: Made
) -> None:
    assert judge(cades.asice({"Заява про підпис.pdf": made.pdf})).statement == 1


def test_another_text_is_refused(reason: Why, cades: CadesPrograms) -> None:
    assert reason(cades.asice({"a.txt": TEXT})) == "other_text"
    assert reason(cades.asics({"a.txt": TEXT}, cades.file(TEXT))) == "other_text"


def test_a_file_signed_along_with_it_is_refused(
    reason: Why, cades: CadesPrograms, made: Made, own: dict[str, bytes]
) -> None:
    assert reason(cades.asice({**own, "more.txt": TEXT})) == "extra_file"
    assert reason(cades.asics({**own, "more.txt": TEXT}, cades.file(made.pdf))) == "extra_file"


def test_a_file_that_was_added_afterwards_is_refused(reason: Why, asice: bytes) -> None:
    assert reason(with_parts(asice, **{"more.txt": TEXT})) == "unsigned_file"


def test_a_changed_statement_is_refused(
    reason: Why, cades: CadesPrograms, made: Made, asice: bytes
) -> None:
    assert reason(with_parts(asice, **{"statement.en.pdf": b"%PDF-1.7 no"})) == "changed"
    assert reason(cades.asics({"a.pdf": b"%PDF-1.7 no"}, cades.file(made.pdf))) == "changed"


def test_a_changed_list_is_refused(reason: Why, asice: bytes, own: dict[str, bytes]) -> None:
    longer = a_manifest({**own, "more.txt": TEXT})

    assert reason(with_parts(asice, **{MANIFEST: longer, "more.txt": TEXT})) == "changed"


def test_a_list_for_another_signature_is_refused(
    reason: Why, cades: CadesPrograms, own: dict[str, bytes]
) -> None:
    manifest = a_manifest(own, "META-INF/signature002.p7s")
    parts = {**own, MANIFEST: manifest, SIGNATURE: cades.file(manifest)}

    assert reason(packed(ASICE, parts)) == "damaged"


def test_a_signature_without_its_list_is_refused(
    reason: Why, cades: CadesPrograms, made: Made, own: dict[str, bytes]
) -> None:
    assert reason(packed(ASICE, {**own, SIGNATURE: cades.file(made.pdf)})) == "damaged"


def test_another_text_inside_the_signature_is_refused(
    reason: Why, cades: CadesPrograms, made: Made, own: dict[str, bytes]
) -> None:
    """Programs that open the signature alone would show the one that somebody put there later."""
    signed = cades.sign(made.pdf)
    signed["content"]["encap_content_info"] = {"content_type": "data", "content": TEXT}

    assert reason(cades.asics(own, signed.dump())) == "changed"
    assert reason(cades.asics(own, cades.file(TEXT, detached=False))) == "changed"


def test_two_signatures_are_refused(
    reason: Why, cades: CadesPrograms, programs: Programs, own: dict[str, bytes], asice: bytes
) -> None:
    other = parts_of(programs.container(own, "person-lv"))["META-INF/signatures0.xml"]
    second = {"META-INF/signature002.p7s": cades.file(TEXT)}

    assert reason(with_parts(asice, **second)) == "two_signers"
    assert reason(with_parts(asice, **{"META-INF/signatures0.xml": other})) == "two_signers"


def test_an_unsigned_container_is_refused(reason: Why, own: dict[str, bytes]) -> None:
    assert reason(packed(ASICS, own)) == "no_signature"


def test_a_timestamp_alone_is_no_signature(reason: Why, own: dict[str, bytes]) -> None:
    assert reason(packed(ASICS, {**own, "META-INF/timestamp.tst": b"token"})) == "extra_file"


def test_a_signature_without_a_timestamp_is_refused(
    reason: Why, cades: CadesPrograms, own: dict[str, bytes]
) -> None:
    assert reason(cades.asice(own, stamped=False)) == "no_time"


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("expired", "expired"),
        ("revoked", "revoked"),
        ("self-signed", "self_signed"),
        ("plain", "not_qualified"),
        ("seal", "seal"),
    ],
)
def test_other_certificates_are_refused_with_the_exact_reason(
    reason: Why, cades: CadesPrograms, own: dict[str, bytes], who: str, why: str
) -> None:
    assert reason(cades.asice(own, who)) == why


@pytest.mark.parametrize("left", [60, 1_000, -30])
def test_a_container_that_was_cut_off_is_refused(reason: Why, asice: bytes, left: int) -> None:
    assert reason(asice[:left]) == "truncated"


@pytest.mark.parametrize(
    "name", ["../statement.pdf", "META-INF/../a.pdf", "a/b.pdf", "META-INF/x/signature.p7s"]
)
def test_names_that_lead_elsewhere_are_refused(
    reason: Why, cades: CadesPrograms, made: Made, asice: bytes, name: str
) -> None:
    assert reason(with_parts(asice, **{name: made.pdf})) == "extra_file"


def test_two_files_of_one_name_are_refused(reason: Why, asice: bytes, made: Made) -> None:
    twice = BytesIO(asice)
    with zipfile.ZipFile(twice, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(zipfile.ZipInfo("statement.en.pdf"), b"%PDF-1.7 another")

    assert reason(twice.getvalue()) == "damaged"


def test_a_list_that_is_no_plain_xml_is_refused(
    reason: Why, cades: CadesPrograms, own: dict[str, bytes]
) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    manifest = a_manifest(own).replace(b"<asic:ASiC", bomb + b"<asic:ASiC", 1)

    parts = {**own, MANIFEST: manifest, SIGNATURE: cades.file(manifest)}

    assert reason(packed(ASICE, parts)) == "damaged"
