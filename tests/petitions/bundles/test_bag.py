import zipfile
from datetime import date
from pathlib import Path

import bagit
import pytest

from petitions.bundles import bag
from petitions.bundles.bag import Label

LABEL = Label("remember_riigikogu_1", date(2026, 11, 22), "Atmintis")


def a_bag(folder: Path, name: str = "bag.zip") -> Path:
    (folder / "a.csv").write_text("x\r\n1\r\n")
    (folder / "b.json").write_text("{}")
    files = {"b.json": folder / "b.json", "records/T-1/a.csv": folder / "a.csv"}
    bag.write(folder / name, LABEL, files)
    return folder / name


def test_the_bagit_library_calls_it_valid(tmp_path: Path) -> None:
    with zipfile.ZipFile(a_bag(tmp_path)) as packed:
        packed.extractall(tmp_path / "out")

    opened = bagit.Bag(str(tmp_path / "out" / "remember_riigikogu_1"))

    assert opened.validate()
    assert opened.info["Payload-Oxum"] == "8.2"
    assert opened.info["Bagging-Date"] == "2026-11-22"


def test_the_bagit_library_notices_a_change(tmp_path: Path) -> None:
    with zipfile.ZipFile(a_bag(tmp_path)) as packed:
        packed.extractall(tmp_path / "out")
    root = tmp_path / "out" / "remember_riigikogu_1"
    (root / "data" / "b.json").write_text("[]")

    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(root)).validate()


def test_the_same_files_give_the_same_bytes(tmp_path: Path) -> None:
    assert a_bag(tmp_path, "1.zip").read_bytes() == a_bag(tmp_path, "2.zip").read_bytes()
