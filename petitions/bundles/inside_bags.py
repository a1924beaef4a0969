"""Which files in a bag are not what its own list says, where a bundle is found to be changed.

Whoever reads that a bag was changed wants to know which paper, or which words, it was.
"""

from __future__ import annotations

import hashlib
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from petitions.bundles.container import Container, opened
from petitions.bundles.contents import BAG
from petitions.bundles.flaw import Flaw
from petitions.bundles.stretches import blocks

MOST_NAMED = 20
LISTED = "/manifest-sha256.txt"
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, OSError, EOFError),
    *(ValueError, KeyError, IndexError, NotImplementedError, RuntimeError),
)


def changed(path: Path) -> tuple[str, ...]:
    """A sentence each. Nothing is believed here: it says more of what was found to be wrong."""
    try:
        with opened(path) as container:
            found = [each for name in container.members for each in _changed(container, name)]
    except (Flaw, *UNREADABLE):
        return ()
    return tuple(found[:MOST_NAMED])


def _changed(container: Container, name: str) -> Iterator[str]:
    if not BAG.fullmatch(name):
        return
    said = _("In “%(bag)s”, “%(name)s” is not what the list in the bag says.")
    try:
        with container.seekable(name) as inside, zipfile.ZipFile(inside) as bag:
            for wrong in _wrong(bag, container.size(name)):
                yield said % {"bag": name, "name": wrong}
    except UNREADABLE:
        return


def _wrong(bag: zipfile.ZipFile, size: int) -> Iterator[str]:
    """SECURITY: no more is read than the bag is large, whatever its directory promises."""
    infos = bag.infolist()
    if sum(info.file_size for info in infos) > size:
        return
    root = infos[0].filename.partition("/")[0]
    listed = dict(_lines(bag.read(f"{root}{LISTED}").decode(), root))
    payload = [each for each in bag.namelist() if each.startswith(f"{root}/data/")]
    for name in sorted({*listed, *payload}):
        if _digest(bag, name) != listed.get(name):
            yield name.removeprefix(f"{root}/data/")


def _lines(text: str, root: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _space, name = line.partition("  ")
        yield f"{root}/{name}", digest


def _digest(bag: zipfile.ZipFile, name: str) -> str:
    """Nothing that a list could say, where it is not there or cannot be read."""
    digest = hashlib.sha256()
    try:
        with bag.open(name) as content:
            for block in blocks(content):
                digest.update(block)
    except UNREADABLE:
        return ""
    return digest.hexdigest()
