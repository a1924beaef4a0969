"""Files that are put together without being read say the same as if they had been."""

from __future__ import annotations

import errno
import os
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petitions.bundles import checksum, joining, manifest, stretches
from petitions.bundles.stored_zip import StoredZip
from petitions.bundles.stretches import Stretch, Torn

FIRST, SECOND = b"first" * 5_000, b"second" * 300_000


@pytest.fixture
def pieces(tmp_path: Path) -> list[Stretch]:
    found = []
    for name, content in (("1", FIRST), ("2", SECOND)):
        path = tmp_path / name
        path.write_bytes(content)
        found.append(Stretch(path, len(content), zlib.crc32(content)))
    return found


@given(st.binary(max_size=300), st.binary(max_size=300))
def test_the_checksum_of_two_parts_is_that_of_the_whole(one: bytes, other: bytes) -> None:
    joined = checksum.joined(zlib.crc32(one), zlib.crc32(other), len(other))

    assert joined == zlib.crc32(one + other)


@pytest.mark.parametrize("fault", [None, errno.EXDEV, errno.ENOSYS])
def test_it_is_the_zip_that_would_have_been_streamed(
    fault: int | None, pieces: list[Stretch], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> int:
        raise OSError(fault, "not here")

    if fault:
        monkeypatch.setattr(os, "copy_file_range", refuse)
    with StoredZip(tmp_path / "streamed.zip") as streamed:
        streamed.add_bytes("mimetype", b"x")
        streamed.add_blocks("rows", [b"top", FIRST, SECOND, b"end"])
        streamed.add("whole", pieces[0].path)
        streamed.add_bytes("last", b"y")

    with StoredZip(tmp_path / "put.zip") as put:
        put.add_bytes("mimetype", b"x")
        laid = put.put("rows", [b"top", *pieces, b"end"])
        put.add_known("whole", pieces[0].path, manifest.measure(pieces[0].path))
        put.add_bytes("last", b"y")

    target = tmp_path / "put.zip"
    assert target.read_bytes() == (tmp_path / "streamed.zip").read_bytes()
    assert joining.measure(target, laid) == manifest.measure(target)
    assert joining.measure(target, laid).crc == manifest.measure(target).crc
    assert zipfile.ZipFile(target).testzip() is None


@pytest.mark.parametrize("damage", ["changed", "shorter", "longer", "gone"])
def test_the_part_that_is_not_as_written_is_named(
    damage: str, pieces: list[Stretch], tmp_path: Path
) -> None:
    path = pieces[1].path
    if damage == "gone":
        path.unlink()
    else:
        changed = {"changed": b"S" + SECOND[1:], "shorter": SECOND[:-1], "longer": SECOND + b"x"}
        path.write_bytes(changed[damage])

    with pytest.raises(Torn) as torn:
        put_together(tmp_path / "whole", pieces)

    assert torn.value.path == path


def put_together(whole: Path, pieces: list[Stretch]) -> None:
    with whole.open("wb") as target:
        for piece in pieces:
            stretches.append(target, piece)
    joining.measure(whole, [(0, pieces[0]), (len(FIRST), pieces[1])])
