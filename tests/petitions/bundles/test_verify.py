"""Whatever somebody does to a sealed bundle shows, with the reason."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import packing, payload, seal
from petitions.bundles.asice import Member
from petitions.bundles.payload import Frame
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.verify import verify

SIGNATURE = "META-INF/signatures0.xml"
Change = Callable[[dict[str, bytes]], object]


def rebuilt(path: Path, change: Change) -> Path:
    """The same container after somebody unpacked it, changed something, and packed it again."""
    with zipfile.ZipFile(path) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    change(parts)
    with zipfile.ZipFile(path, "w") as again:
        for name, content in parts.items():
            again.writestr(name, content)
    return path


def replaced(name: str, old: bytes, new: bytes) -> Change:
    def change(parts: dict[str, bytes]) -> None:
        assert old in parts[name]
        parts[name] = parts[name].replace(old, new)

    return change


def pack(files: Path, target: Path, seals: tuple[Signer, Authorities | None]) -> None:
    scratch = target.with_name("scratch")
    scratch.mkdir()
    packing.pack(files, scratch, target, seals)


def reason(path: Path, trust: Path | None = None) -> str:
    verdict = verify(path, trust)
    assert not verdict.is_valid
    return " ".join(verdict.problems)


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

    assert reason(sealed) == "“payload-bag.zip” is damaged or was changed."


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

    assert reason(sealed) == "Two files in the container have the same name."


def test_a_stripped_signature_is_noticed(sealed: Path) -> None:
    rebuilt(sealed, lambda parts: parts.pop(SIGNATURE))

    assert reason(sealed) == "There is no signature."


def test_a_changed_signature_is_noticed(sealed: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        start = parts[SIGNATURE].index(b"<ds:SignatureValue")
        start = parts[SIGNATURE].index(b">", start) + 1
        value = parts[SIGNATURE][start : start + 8]
        parts[SIGNATURE] = parts[SIGNATURE].replace(value, value[::-1], 1)

    rebuilt(sealed, change)

    assert "signature" in reason(sealed)


def test_a_changed_signing_time_is_noticed(sealed: Path) -> None:
    rebuilt(sealed, replaced(SIGNATURE, b"<xades:SigningTime>2", b"<xades:SigningTime>3"))

    assert reason(sealed) == "The circumstances of the signature were changed."


def test_a_comment_in_a_signed_value_is_refused(sealed: Path) -> None:
    rebuilt(sealed, replaced(SIGNATURE, b"<ds:DigestValue>", b"<ds:DigestValue><!-- -->"))

    assert reason(sealed) == "The signature holds what no signature needs."


def test_a_document_type_is_refused(sealed: Path) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>'
    rebuilt(sealed, replaced(SIGNATURE, b"<asic:XAdES", bomb + b"<asic:XAdES"))

    assert reason(sealed) == "The signature holds what no signature needs."


def test_a_stripped_timestamp_is_noticed(sealed: Path) -> None:
    def change(parts: dict[str, bytes]) -> None:
        start, end = b"<xades:UnsignedProperties>", b"</xades:UnsignedProperties>"
        before, _, rest = parts[SIGNATURE].partition(start)
        parts[SIGNATURE] = before + rest.partition(end)[2]

    rebuilt(sealed, change)

    assert "lost its timestamp" in reason(sealed)


def test_the_timestamp_of_another_signature_is_refused(
    sealed: Path, tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    (tmp_path / "a.txt").write_text("something else")
    other = tmp_path / "other.asice"
    seal.write(other, [Member("a.txt", tmp_path / "a.txt")], signer, authorities)
    theirs = zipfile.ZipFile(other).read(SIGNATURE)

    def change(parts: dict[str, bytes]) -> None:
        start, end = b"<xades:EncapsulatedTimeStamp>", b"</xades:EncapsulatedTimeStamp>"
        own = parts[SIGNATURE].partition(start)[2].partition(end)[0]
        foreign = theirs.partition(start)[2].partition(end)[0]
        parts[SIGNATURE] = parts[SIGNATURE].replace(own, foreign)

    rebuilt(sealed, change)

    assert reason(sealed) == "The timestamp is about something else or was changed."


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


def test_without_anybody_to_trust_a_note_says_so(sealed: Path) -> None:
    verdict = verify(sealed)

    assert verdict.is_valid
    assert any("--trust" in note for note in verdict.notes)


def test_a_container_of_other_files_is_no_bundle(
    tmp_path: Path, signer: Signer, authorities: Authorities
) -> None:
    (tmp_path / "a.txt").write_text("hello")
    path = tmp_path / "file.asice"
    seal.write(path, [Member("a.txt", tmp_path / "a.txt")], signer, authorities)

    assert reason(path) == "“bundle.json” is missing: this is no bundle of ours."


def test_a_text_that_was_not_signed_is_noticed(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
) -> None:
    path = tmp_path / "file.asice"
    files = write_payload(tmp_path / "payload", text_digest="ab" * 32)
    pack(files, path, (signer, authorities))

    assert reason(path) == "The text of the petition is not the one that was signed."


def test_a_file_that_bundle_json_does_not_describe_is_noticed(
    tmp_path: Path,
    write_payload: Callable[..., Path],
    signer: Signer,
    authorities: Authorities,
) -> None:
    path = tmp_path / "file.asice"
    files = write_payload(tmp_path / "payload")
    bag = files / "payload-bag.zip"
    bag.write_bytes(bag.read_bytes().replace(b"Tammsaare", b"Tammsaari"))
    pack(files, path, (signer, authorities))

    assert reason(path) == "“payload-bag.zip” is not what bundle.json says."


def test_a_bag_that_is_not_whole_is_noticed(
    tmp_path: Path, frame: Frame, signer: Signer, authorities: Authorities
) -> None:
    files, path = tmp_path / "payload", tmp_path / "file.asice"
    files.mkdir()
    with zipfile.ZipFile(files / "payload-bag.zip", "w") as bag:
        bag.writestr("b/bagit.txt", "BagIt-Version: 1.0\n")
        bag.writestr("b/data/a.txt", "what is here")
        bag.writestr("b/manifest-sha256.txt", f"{'00' * 32}  data/a.txt\n")
        bag.writestr("b/tagmanifest-sha256.txt", "")
    told = replace(frame.manifest, files=payload.digests(files))
    (files / "bundle.json").write_bytes(told.canonical())
    pack(files, path, (signer, authorities))

    assert reason(path) == "The BagIt bag is not complete, or something in it was changed."


def test_without_authorities_the_seal_holds_and_says_what_it_lacks(
    tmp_path: Path, write_payload: Callable[..., Path], signer: Signer, root: Path
) -> None:
    path = tmp_path / "file.asice"
    pack(write_payload(tmp_path / "payload", seal_level="B"), path, (signer, None))

    verdict = verify(path, root)

    assert verdict.is_valid
    assert verdict.level == "B"
    assert any("not yet valid in DigiDoc" in note for note in verdict.notes)
