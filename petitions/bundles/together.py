"""Checking all parts of a bundle: each is whole, all are of one bundle, and none is missing.

They come as several files, or in the one zip in which they leave the house.
"""

from __future__ import annotations

import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from petitions.bundles import asice
from petitions.bundles.container import UNREADABLE
from petitions.bundles.flaw import FileFlaw, Flaw
from petitions.bundles.stretches import BLOCK
from petitions.bundles.verify import Verdict, verify

MOST_PARTS = 1_000
ENDING = ".asice"
Named = tuple[str, Verdict]


def verify_all(
    paths: Sequence[Path], trust: Path | None = None, seal: Path | None = None
) -> Verdict:
    """One verdict on all. Of a single file it is that of `verify`, unless it is a zip of parts."""
    try:
        with _unpacked(paths) as files:
            if len(files) == 1 and files[0] in paths:
                return verify(files[0], trust, seal)
            return _joined([(path.name, verify(path, trust, seal)) for path in files])
    except Flaw as flaw:
        return Verdict(problems=(flaw.told(),))


def _joined(verdicts: Sequence[Named]) -> Verdict:
    problems = [f"{name}: {problem}" for name, each in verdicts for problem in each.problems]
    problems += _do_not_fit([(name, each) for name, each in verdicts if each.is_valid])
    notes = [f"{name}: {note}" for name, each in verdicts for note in each.notes]
    _name, first = verdicts[0]
    return Verdict(tuple(problems), tuple(notes), first.identity, first.level, first.told)


def _do_not_fit(valid: Sequence[Named]) -> Iterator[str]:
    found: Counter[int] = Counter()
    expected: set[int] = set()
    identities = [each.identity for _name, each in valid]
    for name, each in valid:
        if each.told is None or each.identity != identities[0]:
            yield _("“%(name)s” is of another bundle than the first file.") % {"name": name}
            continue
        found[each.told["part"]] += 1
        expected |= {part for _digest, _size, part in each.told["files"].values()}
    for part in sorted(expected):
        if found[part] != 1:
            said = _("Part %(part)s is missing.")
            if found[part]:
                said = _("Part %(part)s is there more than once.")
            yield said % {"part": part}


@contextmanager
def _unpacked(paths: Sequence[Path]) -> Iterator[list[Path]]:
    """The containers themselves; those of a zip lie in a folder that is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="parts-") as folder:
        files: list[Path] = []
        for number, path in enumerate(paths):
            inside = _parts_in(path)
            files += _unpack(path, inside, Path(folder) / str(number)) if inside else [path]
        yield files


def _parts_in(path: Path) -> list[str]:
    """The names in a zip that is no container itself. Whatever else it is, `verify` says."""
    try:
        with zipfile.ZipFile(path) as whole:
            names = whole.namelist()
    except (OSError, ValueError, NotImplementedError, zipfile.BadZipFile):
        return []
    return names if any(name.endswith(ENDING) for name in names[:1]) else []


def _unpack(path: Path, names: Sequence[str], folder: Path) -> list[Path]:
    folder.mkdir()
    files = []
    with zipfile.ZipFile(path) as whole:
        # SECURITY: parts that lie in one place would be as many on the reader's disk.
        size = sum(info.file_size for info in whole.infolist())
        if len(names) > MOST_PARTS or size > path.stat().st_size:
            raise Flaw(_("The container holds more than one of ours can."), "too_large")
        for info in whole.infolist():
            _must_be_a_part(info, names)
            files.append(folder / info.filename)
            with _read(whole, info) as content, files[-1].open("xb") as copy:
                while block := content.read(BLOCK):
                    copy.write(block)
    return files


@contextmanager
def _read(whole: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[IO[bytes]]:
    """A part; what the reader's own disk says is no fault of it."""
    said = _("“%(name)s” is damaged or was changed.") % {"name": info.filename}
    try:
        content = whole.open(info)
    except UNREADABLE as error:
        raise FileFlaw(said, "changed") from error
    with content:
        try:
            yield content
        except (zipfile.BadZipFile, zlib.error, EOFError) as error:
            raise FileFlaw(said, "changed") from error


def _must_be_a_part(info: zipfile.ZipInfo, names: Sequence[str]) -> None:
    name = {"name": info.filename}
    if not (asice.NAME.fullmatch(info.filename) and info.filename.endswith(ENDING)):
        raise Flaw(_("“%(name)s” does not belong to the bundle.") % name)
    if names.count(info.filename) > 1:
        raise Flaw(_("Two files in the container are called “%(name)s”.") % name)
    if info.file_size > asice.LARGEST or info.compress_type != zipfile.ZIP_STORED:
        raise Flaw(_("“%(name)s” is larger than such a file can be.") % name)
