"""Both forms of a package, from plain data: what the archives' own validators say of them."""

from __future__ import annotations

import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from petitions.packages import bagged, eark
from petitions.packages.contents import Contents, Event, Piece, Representation, Rights, piece
from testimonies.errors import Refusal
from tests.petitions.packages import validators

AT = datetime(2026, 11, 26, 10, 30, tzinfo=UTC)
NAME = "atmintis_testimony_t-abcd_20261126_0a1b2c3d"
STRANGE = 'Ž < & > " ]]> ../../\x00\x1b\u202e\ud800 =cmd 名.pdf'
WRITERS = {"eark": eark.write, "bagit": bagged.write}


def contents(*more: Piece) -> Contents:
    record = [
        piece("record.json", "application/json", b'{"told": true}'),
        piece("text/story.txt", "text/plain", "Küüditatud.".encode()),
        piece("empty.bin", "application/octet-stream", b""),
        *more,
    ]
    scan = Piece("scan.pdf", "application/pdf", lambda: [b"%PDF", b"-1.4"], called=STRANGE)
    return Contents(
        identifier=NAME,
        title=f"Testimony {STRANGE}",
        made_at=AT,
        archive="Rahvusarhiiv & <Co>",
        agreement="2026/7",
        described=[("creator", STRANGE), ("language", "et"), ("type", "testimony")],
        representations=[
            Representation("record", "The record", record, (("record.json", "what was told"),)),
            Representation("originals", "The originals", [scan]),
        ],
        events=[
            Event("capture", "submission.handed_in", AT, "submitter"),
            Event("virus check", "evidence.scanned", AT, "system"),
        ],
        rights=Rights("consent", STRANGE, ("research", "education")),
    )


def written(form: str, folder: Path, told: Contents | None = None) -> Path:
    target = folder / f"{NAME}.zip"
    WRITERS[form](target, told or contents())
    return target


def unpacked(path: Path, folder: Path) -> Path:
    with zipfile.ZipFile(path) as zipped:
        zipped.extractall(folder)
    return folder / NAME


def test_the_validator_of_e_ark_finds_nothing_but_the_rule_that_cannot_be_met(
    tmp_path: Path,
) -> None:
    told = validators.eark(written("eark", tmp_path), tmp_path)

    validators.must_be_valid(told)
    assert set(told["representations"]) == {"record", "originals"}


def test_a_tool_that_is_not_ours_reads_back_every_file_with_its_digest(tmp_path: Path) -> None:
    told = validators.eark(written("eark", tmp_path), tmp_path)

    record, originals = told["read"]["record"], told["read"]["originals"]
    place = "data/record.json"
    assert place in record["files"]
    assert record["digests"][f"{NAME}/record/{place}"] == (
        "fb0ded835c27d68ff6799720b0c0314ef60e9c24ac586a2085bcea8b5face800"
    )
    assert originals["called"] == [
        STRANGE.replace("\x00", "[U+0000]")
        .replace("\x1b", "[U+001B]")
        .replace("\ud800", "[U+D800]")
    ]


def test_the_validator_of_bags_reads_it_whole(tmp_path: Path) -> None:
    told = validators.bag(written("bagit", tmp_path), tmp_path)

    assert told["problem"] == ""
    assert told["premis"] == []
    assert told["about"]["External-Identifier"] == NAME
    assert told["about"]["Recipient"] == "Rahvusarhiiv & <Co>"
    assert {"data/record/record.json", "data/originals/scan.pdf", "data/metadata/dc.xml"} <= {
        *told["files"]
    }


@pytest.mark.parametrize(("form", "what"), [("eark", "eark"), ("bagit", "bag")])
def test_every_file_that_is_altered_or_lost_is_found(form: str, what: str, tmp_path: Path) -> None:
    root = unpacked(written(form, tmp_path), tmp_path)

    found = validators.altered(what, root, tmp_path)

    assert found.pop("nothing") == []
    # What the root of all digests says of itself, only the digest of the whole file can tell.
    of_itself = {"eark": {"METS.xml"}, "bagit": {"tagmanifest-sha256.txt"}}[form]
    assert {name for name, said in found.items() if not said} <= of_itself | {
        f"no {name}" for name in of_itself
    }
    assert len(found) > 20


@pytest.mark.parametrize("form", WRITERS)
def test_the_same_content_gives_the_same_bytes(form: str, tmp_path: Path) -> None:
    first = written(form, tmp_path).read_bytes()

    assert written(form, tmp_path).read_bytes() == first


@pytest.mark.parametrize("form", WRITERS)
def test_a_file_that_is_not_what_was_received_is_refused(form: str, tmp_path: Path) -> None:
    other = Piece("scan.pdf", "application/pdf", lambda: [b"other"], sha256="00" * 32)

    with pytest.raises(Refusal, match=r"scan\.pdf"):
        written(form, tmp_path, contents(other))


@pytest.mark.parametrize("form", WRITERS)
def test_a_large_file_is_never_held_in_memory(form: str, tmp_path: Path) -> None:
    def blocks() -> Iterator[bytes]:
        yield from (bytes(1 << 20) for _block in range(300))

    large = Piece("film.bin", "application/octet-stream", blocks)

    tracemalloc.start()
    path = written(form, tmp_path, contents(large))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert path.stat().st_size > 300 << 20
    assert peak < 20 << 20


def test_many_files_are_still_read_by_the_validator(tmp_path: Path) -> None:
    """More than fit into one block of the METS."""
    many = [piece(f"papers/{n:04}.txt", "text/plain", b"x") for n in range(700)]

    path = written("eark", tmp_path, contents(*many))

    told = validators.eark(path, tmp_path)
    assert told["root"]["schema"] == told["representations"]["record"]["schema"] == []
    assert errors_of(told) == validators.CANNOT_BE_MET


def errors_of(told: dict[str, Any]) -> set[str]:
    return validators.errors(told["root"]["rules"])
