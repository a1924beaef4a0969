"""Evidence lies encrypted on the disk, and any part of it opens alone."""

from __future__ import annotations

import io
import os
import random
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidTag
from pytest_django import Settings

from testimonies.evidence import keeping, sealed_file
from testimonies.evidence.sealed_file import BLOCK, Cipher, Damaged, Writer

SIZES = [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 17]


@pytest.mark.parametrize("size", SIZES)
def test_what_is_kept_comes_back_and_lies_there_encrypted(size: int) -> None:
    content = os.urandom(size // 2) + b"the house in Kretinga" * 3 + os.urandom(size // 2)

    kept = keeping.keep(io.BytesIO(content))

    on_disk = Path(keeping.storage().path(kept.path)).read_bytes()
    with keeping.open_kept(kept.path) as file:
        assert file.read() == content
    assert kept.size == len(content)
    assert b"Kretinga" not in on_disk


def test_any_part_is_read_alone() -> None:
    content = os.urandom(2 * BLOCK + 500)
    kept = keeping.keep(io.BytesIO(content))
    chance = random.Random(7)  # noqa: S311 (chooses places in a file)

    with keeping.open_kept(kept.path) as file:
        for _time in range(50):
            start, length = chance.randrange(len(content)), chance.randrange(3 * BLOCK)
            file.seek(start)
            assert file.read(length) == content[start : start + length]


def test_a_file_from_before_is_read_as_it_lies() -> None:
    path = keeping.storage().save("aa/old", io.BytesIO(b"a picture"))

    with keeping.open_kept(path) as file:
        assert file.read() == b"a picture"


def test_a_block_altered_or_moved_does_not_open() -> None:
    kept = keeping.keep(io.BytesIO(os.urandom(3 * BLOCK)))
    place = Path(keeping.storage().path(kept.path))
    with place.open("r+b") as file:
        cipher = Cipher.of(file)
        assert cipher
        file.seek(cipher.place(0))
        first = file.read(BLOCK + sealed_file.AROUND)
        file.seek(cipher.place(1))
        file.write(first)

    with keeping.open_kept(kept.path) as file:
        assert len(file.read(BLOCK)) == BLOCK
        with pytest.raises(Damaged):
            file.read(BLOCK)


def test_without_the_key_it_stays_shut(settings: Settings) -> None:
    kept = keeping.keep(io.BytesIO(b"a letter"))
    settings.DATA_KEYS = {next(iter(settings.DATA_KEYS)): bytes(32)}

    with pytest.raises(InvalidTag), keeping.open_kept(kept.path):
        pass


def test_a_file_grows_by_any_pieces(tmp_path: Path) -> None:
    chance = random.Random(3)  # noqa: S311 (chooses lengths of pieces)
    content, written = os.urandom(4 * BLOCK + 99), 0
    place = tmp_path / "growing"
    place.touch()
    cipher = Cipher.new()

    while written < len(content):
        piece = content[written : written + chance.choice([1, 700, BLOCK, BLOCK + 5])]
        with place.open("r+b") as file:
            writer = Writer(file, cipher, size=written)
            writer.write(piece)
            writer.flush()
        written += len(piece)
        assert place.stat().st_size == cipher.size_on_disk(written)

    with sealed_file.opened(place.open("rb")) as file:
        assert file.read() == content


def test_going_back_keeps_what_was_written_down(tmp_path: Path) -> None:
    content = os.urandom(BLOCK + 300)
    place = tmp_path / "growing"
    place.touch()
    with place.open("r+b") as file:
        writer = Writer(file, Cipher.new())
        writer.write(content)
        writer.flush()

        writer.write(os.urandom(2 * BLOCK))
        writer.go_back()

    with sealed_file.opened(place.open("rb")) as file:
        assert file.read() == content


def test_it_does_not_go_on_behind_a_hole(tmp_path: Path) -> None:
    place = tmp_path / "growing"
    place.touch()
    with place.open("r+b") as file:
        cipher = Cipher.new()
        writer = Writer(file, cipher)
        writer.write(os.urandom(BLOCK))
        writer.flush()

        with pytest.raises(Damaged):
            Writer(file, cipher, size=2 * BLOCK)
