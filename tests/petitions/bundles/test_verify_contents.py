"""A well sealed container whose files do not fit each other is refused all the same."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from petitions.bundles import payload, seal
from petitions.bundles.asice import Member
from petitions.bundles.payload import Frame
from petitions.bundles.seal import Authorities, Signer
from tests.petitions.bundles.spoiling import pack, reason


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

    assert reason(path) == (
        "“payload-bag.zip” is not what bundle.json says."
        " In “payload-bag.zip”, “signatures.csv” is not what the list in the bag says."
    )


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

    assert reason(path) == (
        "The BagIt bag is not complete, or something in it was changed."
        " In “payload-bag.zip”, “a.txt” is not what the list in the bag says."
    )
