"""The whole sealed file, as public tools see it."""

import hashlib
import json
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import bagit
import pytest

from petitions.bundles import packing, payload
from petitions.bundles.asice import NotAMember
from petitions.bundles.seal import Authorities, Signer


def test_two_writings_of_one_freeze_are_the_same_bytes(
    tmp_path: Path, write_payload: Callable[..., Path]
) -> None:
    first, second = (payload.digests(write_payload(tmp_path / name)) for name in ("1", "2"))

    assert first == second
    assert sorted(first) == [
        "VERIFY.en.txt",
        "VERIFY.et.txt",
        "bundle.json",
        "cover.en.pdf",
        "cover.et.pdf",
        "csv-metadata.json",
        "payload-bag.zip",
        "petition.en.pdf",
        "petition.et.pdf",
        "petition.json",
        "signatures.csv",
        "signatures.xlsx",
        "summary.en.pdf",
        "summary.et.pdf",
        "withdrawals.csv",
    ]


def test_the_columns_are_described_in_the_language_in_which_they_are_called(
    tmp_path: Path, write_payload: Callable[..., Path]
) -> None:
    folder = write_payload(tmp_path / "payload")

    told = json.loads((folder / payload.DESCRIPTION).read_bytes())

    assert told["@context"][1] == {"@language": "et"}


def test_two_seals_differ_in_nothing_but_the_seal(
    tmp_path: Path, write_payload: Callable[..., Path], signer: Signer, authorities: Authorities
) -> None:
    files = write_payload(tmp_path / "payload")
    contents = []
    for name in ("1", "2"):
        (tmp_path / name).mkdir()
        target = tmp_path / f"{name}.asice"
        packing.pack(files, tmp_path / name, target, (signer, authorities))
        with zipfile.ZipFile(target) as container:
            contents.append({n: container.read(n) for n in container.namelist()})

    differing = {name for name in contents[0] if contents[0][name] != contents[1][name]}
    assert differing == {
        "META-INF/signatures0.xml",
        "cover.en.pdf",
        "cover.et.pdf",
        "manifest-sha256.txt",
    }


def test_public_tools_can_check_it(sealed: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(sealed) as container:
        container.extractall(tmp_path / "b")

    sha256sum = shutil.which("sha256sum")
    assert sha256sum
    subprocess.run([sha256sum, "-c", "manifest-sha256.txt"], cwd=tmp_path / "b", check=True)
    with zipfile.ZipFile(tmp_path / "b" / "payload-bag.zip") as packed:
        packed.extractall(tmp_path / "bag")
    (root,) = (tmp_path / "bag").iterdir()
    assert bagit.Bag(str(root)).validate()
    told = (tmp_path / "b" / "VERIFY.en.txt").read_text()
    assert hashlib.sha256((tmp_path / "b" / "bundle.json").read_bytes()).hexdigest() in told


def test_a_failed_seal_leaves_no_file(
    tmp_path: Path, write_payload: Callable[..., Path], signer: Signer
) -> None:
    files = write_payload(tmp_path / "payload")
    (files / "empty.txt").write_text("")
    (tmp_path / "scratch").mkdir()

    with pytest.raises(NotAMember, match=r"“empty\.txt” is empty"):
        packing.pack(files, tmp_path / "scratch", tmp_path / "out.asice", (signer, None))

    assert not list(tmp_path.glob("out.asice*"))
