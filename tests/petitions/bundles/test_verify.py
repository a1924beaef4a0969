"""Whatever somebody does to a sealed bundle shows, with the reason."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles.seal import Signer
from petitions.bundles.verify import verify
from tests.petitions.bundles.spoiling import pack, reason, rebuilt, replaced


def test_a_sealed_bundle_is_valid_with_its_root(sealed: Path, root: Path) -> None:
    verdict = verify(sealed, root)

    assert verdict.problems == ()
    assert verdict.level == "B-LT"
    assert verdict.told is not None
    assert verdict.told["counts"]["signatures"] == 2
    assert any("TEST Atmintis e-Seal" in note for note in verdict.notes)


def test_the_digidoc_library_has_the_last_word_with_a_trust_folder(
    sealed: Path, authority: Authority
) -> None:
    verdict = verify(sealed, authority.trust_store)

    assert verdict.problems == ()


def test_the_trust_store_of_the_settings_is_asked_by_itself(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    signer: Signer,
    authority: Authority,
    settings: Settings,
) -> None:
    settings.TRUST_STORE = authority.trust_store
    path = tmp_path / "file.asice"
    pack(write_payload(tmp_path / "payload", seal_level="B"), path, (signer, None))

    assert reason(path).startswith("The DigiDoc library refuses it:")


def test_a_changed_byte_in_a_member_is_named(sealed: Path) -> None:
    rebuilt(sealed, replaced("signatures.csv", b"Tammsaare", b"Tammsaari"))

    assert reason(sealed) == "“signatures.csv” was changed after it was signed."


def test_a_changed_byte_in_the_file_is_noticed(sealed: Path) -> None:
    raw = sealed.read_bytes()
    sealed.write_bytes(raw.replace(b"Mari-Liis Tammsaare", b"Mari-Liis Tammsaari", 1))

    assert reason(sealed) == (
        "“payload-bag.zip” is damaged or was changed."
        " In “payload-bag.zip”, “signatures.csv” is not what the list in the bag says."
    )


def test_a_removed_member_is_named(sealed: Path) -> None:
    rebuilt(sealed, lambda parts: parts.pop("signatures.csv"))

    assert reason(sealed) == "“signatures.csv” was signed, but is not here."


def test_an_added_member_is_named(sealed: Path) -> None:
    rebuilt(sealed, lambda parts: parts.update({"extra.txt": b"more"}))

    assert reason(sealed) == "“extra.txt” was added: the signature says nothing of it."


def test_two_members_with_one_name_are_refused(sealed: Path) -> None:
    with (
        pytest.warns(UserWarning, match="Duplicate name"),
        zipfile.ZipFile(sealed, "a") as container,
    ):
        container.writestr("signatures.csv", b"other")

    assert reason(sealed) == "Two files in the container are called “signatures.csv”."


def test_a_truncated_file_is_refused(sealed: Path) -> None:
    sealed.write_bytes(sealed.read_bytes()[:-200])

    assert "cut off" in reason(sealed)


@pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7", bytes(1000)])
def test_what_is_no_zip_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file.asice"
    path.write_bytes(content)

    assert "no zip file" in reason(path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert reason(tmp_path / "nowhere.asice") == "The file cannot be read."


def test_another_zip_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "file.asice"
    with zipfile.ZipFile(path, "w") as other:
        other.writestr("hello.txt", "hello")

    assert (
        reason(path) == "This is no container, or it was cut off: “mimetype” does not come first."
    )


def test_bytes_before_the_container_are_refused(sealed: Path) -> None:
    sealed.write_bytes(b"#!/bin/sh\n" + sealed.read_bytes())

    assert reason(sealed)


def test_an_encrypted_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "file.asice.age"
    path.write_bytes(b"age-encryption.org/v1\n-> X25519 ...")

    assert "Decrypt it first" in reason(path)


def test_a_seal_by_somebody_else_is_refused(
    sealed: Path, tmp_path: Path, authority: Authority
) -> None:
    other = authority.trust_store / "lotl.pem"

    assert "The seal does not lead to a certificate that you trust." in reason(sealed, other)


def test_a_file_without_certificates_cannot_be_trusted(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("nothing")

    assert reason(sealed, tmp_path / "none.pem") == "“none.pem” holds no certificate to trust."


def test_without_anybody_to_trust_a_note_says_so(sealed: Path, settings: Settings) -> None:
    settings.TRUST_STORE = None

    verdict = verify(sealed)

    assert verdict.is_valid
    assert any("--trust" in note for note in verdict.notes)


def test_without_authorities_the_seal_holds_and_says_what_it_lacks(
    tmp_path: Path, write_payload: Callable[..., Path], signer: Signer, root: Path
) -> None:
    path = tmp_path / "file.asice"
    pack(write_payload(tmp_path / "payload", seal_level="B"), path, (signer, None))

    verdict = verify(path, root)

    assert verdict.is_valid
    assert verdict.level == "B"
    assert any("not yet valid in DigiDoc" in note for note in verdict.notes)


def test_a_file_hidden_among_the_signatures_is_refused(sealed: Path) -> None:
    rebuilt(sealed, lambda parts: parts.update({"META-INF/extra.txt": b"more"}))

    assert reason(sealed) == "“META-INF/extra.txt” is not a name for a bundled file."


def test_a_package_list_that_does_not_fit_is_refused(sealed: Path) -> None:
    rebuilt(sealed, replaced("META-INF/manifest.xml", b"signatures.csv", b"signatures.tsv"))

    assert reason(sealed) == "“META-INF/manifest.xml” does not list the files as they are."


def test_a_gap_between_two_members_is_refused(sealed: Path) -> None:
    raw = sealed.read_bytes()
    with zipfile.ZipFile(sealed) as container:
        start = container.start_dir
    sealed.write_bytes(raw[:start] + b"hidden" + raw[start:])

    assert not verify(sealed).is_valid


def test_a_bit_changed_anywhere_is_noticed(sealed: Path) -> None:
    raw = sealed.read_bytes()
    chance = random.Random(1941)  # noqa: S311 (the same bits each time)

    for _change in range(150):
        at = chance.randrange(len(raw))
        sealed.write_bytes(raw[:at] + bytes([raw[at] ^ 1 << chance.randrange(8)]) + raw[at + 1 :])
        assert not verify(sealed).is_valid, at


def test_the_header_of_a_member_and_the_directory_must_agree(sealed: Path) -> None:
    raw = sealed.read_bytes()
    with zipfile.ZipFile(sealed) as container:
        places = [info.header_offset for info in container.infolist()]

    for place in places:
        for offset in range(30):
            at = place + offset
            sealed.write_bytes(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])
            assert not verify(sealed).is_valid, (place, offset)
