"""Do the files in a container fit each other: bundle.json, the digests, the text, the bag?"""

import hashlib
import json
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import RawIOBase
from typing import IO, Any

import rfc8785
from django.utils.translation import gettext as _

from petitions.bundles import checkpoints, manifest
from petitions.bundles.container import Container, stored_at
from petitions.bundles.flaw import Flaw
from petitions.bundles.stretches import BLOCK

TEXT = "petition.json"
ABOUT = (manifest.BUNDLE, manifest.CHECKSUMS)
#: Made after bundle.json, so they are not in it, as is the timestamp of the checkpoint.
LATER = ("cover.", "VERIFY.")
LEVELS = ("B", "B-T", "B-LT", "B-LTA")
BAG = re.compile(r"payload-bag(-\d+)?\.zip", re.ASCII)
Told = tuple[str, int, int]  # SHA-256, size and number of the part
DigestOf = Callable[[zipfile.ZipFile, str], str]  # SHA-256 (hex) of a file in a bag


def check(container: Container, level: str) -> dict[str, Any]:
    """What bundle.json says, once everything in the container agrees with it."""
    for name in ABOUT:
        if name not in container.members:
            raise Flaw(_("“%(name)s” is missing: this is no bundle of ours.") % {"name": name})
    told = _told(container.read(manifest.BUNDLE))
    part = told["part"] = _part(container, told["files"])
    here = {name: about for name, about in told["files"].items() if about[2] == part}
    _check_files(container, here)
    _check_checksums(container)
    if LEVELS.index(level) < LEVELS.index(told["seal_level"]):
        raise Flaw(_("The seal lost its timestamp or the proof that its certificate was good."))
    if TEXT in here and container.digest(TEXT).hex() != told["text_digest"]:
        raise Flaw(_("The text of the petition is not the one that was signed."))
    for name in here:
        if BAG.fullmatch(name):
            _check_bag(container, name)
    if part == 1:
        checkpoints.check(container, told)
    return told


def _part(container: Container, files: Mapping[str, Told]) -> int:
    """Which part of the bundle this is: all its files say the same."""
    numbers = {files[name][2] for name in container.members if name in files}
    if len(numbers) > 1:
        raise Flaw(_("The files belong to several parts of the bundle."))
    return numbers.pop() if numbers else 1


def _told(machine: bytes) -> dict[str, Any]:
    try:
        told = json.loads(machine)
        files = {name: _told_of(about) for name, about in told["files"].items()}
        is_told = isinstance(told["text_digest"], str) and isinstance(told["test"], bool)
        is_ours = told["schema"] == manifest.SCHEMA and told["seal_level"] in LEVELS and is_told
        is_canonical = rfc8785.dumps(told) == machine
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Flaw(_("“bundle.json” cannot be read.")) from error
    if not (is_ours and is_canonical):
        raise Flaw(_("“bundle.json” is not written as ours are."))
    return {**told, "files": files}


def _told_of(about: Mapping[str, Any]) -> Told:
    sha256, size, part = about["sha256"], about["size"], about.get("part", 1)
    if not isinstance(part, int) or part < 1:
        raise TypeError(part)
    return sha256, size, part


def _check_files(container: Container, files: Mapping[str, Told]) -> None:
    for name, (sha256, size, _part) in files.items():
        if name not in container.members:
            raise Flaw(_("“%(name)s” belongs to the bundle, but is not here.") % {"name": name})
        if (container.digest(name).hex(), container.size(name)) != (sha256, size):
            raise Flaw(_("“%(name)s” is not what bundle.json says.") % {"name": name})
    for name in container.members:
        if name not in files and name not in ABOUT and not _is_made_later(name):
            raise Flaw(_("“%(name)s” does not belong to the bundle.") % {"name": name})


def _is_made_later(name: str) -> bool:
    return name.startswith(LATER) or name == checkpoints.STAMP


def _check_checksums(container: Container) -> None:
    measured = {
        name: container.digest(name).hex()
        for name in container.members
        if name != manifest.CHECKSUMS
    }
    if container.read(manifest.CHECKSUMS) != manifest.checksums(measured):
        raise Flaw(_("“manifest-sha256.txt” does not list the files as they are."))


def _check_bag(container: Container, name: str) -> None:
    """RFC 8493: the payload is complete, and nothing in it or in its tags was changed."""
    with container.seekable(name) as inside:
        try:
            with zipfile.ZipFile(inside) as bag:
                _must_fit(bag, name, container.size(name))
                _check_opened_bag(bag, _digest_of(container, inside))
        except (
            zipfile.BadZipFile,
            KeyError,
            ValueError,
            IndexError,
            EOFError,
            RuntimeError,
            struct.error,
            zlib.error,
            lzma.LZMAError,
        ) as error:
            raise Flaw(_("“%(name)s” is damaged or was changed.") % {"name": name}) from error


def _must_fit(bag: zipfile.ZipFile, name: str, size: int) -> None:
    """SECURITY: ours are stored, so no more is read than the bag is large."""
    if sum(info.file_size for info in bag.infolist()) > size:
        raise Flaw(_("“%(name)s” is larger than such a file can be.") % {"name": name})


def _check_opened_bag(bag: zipfile.ZipFile, digest_of: DigestOf) -> None:
    names = bag.namelist()
    root = names[0].partition("/")[0]
    payload = {name for name in names if name.startswith(f"{root}/data/")}
    tags = set(names) - payload - {f"{root}/tagmanifest-sha256.txt"}
    lists = ((f"{root}/manifest-sha256.txt", payload), (f"{root}/tagmanifest-sha256.txt", tags))
    for listing, expected in lists:
        listed = dict(_lines(bag.read(listing).decode(), root))
        if set(listed) != expected or any(digest_of(bag, n) != d for n, d in listed.items()):
            raise Flaw(_("The BagIt bag is not complete, or something in it was changed."))


def _lines(text: str, root: str) -> list[tuple[str, str]]:
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return [(f"{root}/{name}", digest) for digest, name in pairs]


def _digest_of(container: Container, inside: IO[bytes] | RawIOBase) -> DigestOf:
    """Lists lie in the bag a second time. To compare two copies is quicker than to hash both."""

    def digest_of(bag: zipfile.ZipFile, name: str) -> str:
        beside, info = name.partition("/data/")[2], bag.getinfo(name)
        if beside in container.members and info.compress_type == zipfile.ZIP_STORED:
            with container.seekable(beside) as other:
                if _are_same(stored_at(inside, info), other) and container.crc(beside) == info.CRC:
                    return container.digest(beside).hex()
        return _digest(bag, name)

    return digest_of


def _are_same(one: IO[bytes] | RawIOBase, other: IO[bytes] | RawIOBase) -> bool:
    one.seek(0)
    other.seek(0)
    while block := one.read(BLOCK):
        if block != other.read(BLOCK):
            return False
    return not other.read(1)


def _digest(bag: zipfile.ZipFile, name: str) -> str:
    digest = hashlib.sha256()
    with bag.open(name) as content:
        while block := content.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
