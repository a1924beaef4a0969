"""Reading a container that anybody may have made: nothing is believed before it is checked."""

import hashlib
import lzma
import re
import shutil
import struct
import tempfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from io import RawIOBase
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from petitions.bundles import asice, encrypt, zip_layout
from petitions.bundles.flaw import FileFlaw, Flaw
from petitions.bundles.stretches import BLOCK, blocks

MOST_MEMBERS = 10_000
HASHING = 2  # members at a time
LARGEST_PART = 64 << 20  # of what is read whole: signatures, bundle.json, lists of digests
Name = re.Pattern[str]
SIGNATURE = re.compile(r"META-INF/[A-Za-z0-9._-]*signatures[A-Za-z0-9._-]*\.xml", re.ASCII)
LOCAL_HEADER = 30  # bytes before the name and the extra field
NOTHING = re.compile(r"(?!)")
META = "META-INF/"
#: What is raised over a member that was packed in whatever way, and changed.
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(EOFError, OSError, RuntimeError),
)


@dataclass(frozen=True)
class Bounds:
    """What a container may hold at most, what it calls itself, and how its members may be called.

    `meta` and `folders` are what else may lie there: beside our signatures, and without content.
    """

    members: int = MOST_MEMBERS
    size: int = asice.LARGEST
    name: Name = asice.NAME
    kinds: frozenset[bytes] = frozenset({asice.MEDIA_TYPE.encode()})
    signature: Name = SIGNATURE
    meta: Name = NOTHING
    folders: Name = NOTHING

    def allow(self, info: zipfile.ZipInfo) -> bool:
        name = info.filename
        if name.endswith("/"):
            return self.folders.fullmatch(name) is not None and not info.file_size
        if name.startswith(META):
            ways = (self.signature, self.meta)
            return name == asice.MANIFEST_NAME or any(way.fullmatch(name) for way in ways)
        return self.name.fullmatch(name) is not None


OURS = Bounds()


class Container:
    """An opened container: its signed members, its signatures, what else is said of them."""

    def __init__(self, path: Path, opened: zipfile.ZipFile, bounds: Bounds = OURS) -> None:
        self._path = path
        self._zip = opened
        self._digests: dict[tuple[str, str], bytes] = {}
        self.infos = opened.infolist()
        self.names = [name for name in opened.namelist() if not name.endswith("/")]
        names = self.names
        self.kind = opened.read("mimetype")
        self.signatures = [n for n in names if bounds.signature.fullmatch(n)]
        self.meta = [n for n in names if bounds.meta.fullmatch(n)]
        self.members = [n for n in names if n != "mimetype" and not n.startswith(META)]

    def has(self, name: str) -> bool:
        return name in self.names

    def read(self, name: str) -> bytes:
        if self._zip.getinfo(name).file_size > LARGEST_PART:
            raise Flaw(_("“%(name)s” is larger than such a file can be.") % {"name": name})
        with self._reading(name) as content:
            return content.read()

    def digest(self, name: str, algorithm: str = "sha256") -> bytes:
        if (name, algorithm) not in self._digests:
            digest = hashlib.new(algorithm)
            for block in self.blocks(name):
                digest.update(block)
            self._digests[name, algorithm] = digest.digest()
        return self._digests[name, algorithm]

    def blocks(self, name: str) -> Iterator[bytes]:
        with self._reading(name) as content:
            yield from blocks(content)

    def hash_members(self) -> None:
        """Hash everything once, two at a time: it does not hold the interpreter's lock.

        What cannot be read says so when somebody asks for its digest.
        """
        by_size = sorted(self.members, key=self.size, reverse=True)
        with ThreadPoolExecutor(HASHING) as both:
            list(both.map(self._try_digest, by_size))

    def _try_digest(self, name: str) -> None:
        with suppress(Flaw):
            self.digest(name)

    def size(self, name: str) -> int:
        return self._zip.getinfo(name).file_size

    def crc(self, name: str) -> int:
        """As the directory says; whoever asked for the digest has compared it."""
        return self._zip.getinfo(name).CRC

    @contextmanager
    def seekable(self, name: str) -> Iterator[IO[bytes] | RawIOBase]:
        """A member as a file of its own: in place when it is stored, otherwise unpacked."""
        info = self._zip.getinfo(name)
        if info.compress_type != zipfile.ZIP_STORED:
            # Who countersigns in DigiDoc gets a container that was packed anew.
            with tempfile.TemporaryFile() as unpacked, self._reading(name) as content:
                shutil.copyfileobj(content, unpacked, BLOCK)
                yield unpacked
            return
        with self._path.open("rb") as whole:
            yield stored_at(whole, info)

    @contextmanager
    def _reading(self, name: str) -> Iterator[IO[bytes]]:
        try:
            with self._zip.open(name) as content:
                yield content
        except UNREADABLE as error:
            said = _("“%(name)s” is damaged or was changed.") % {"name": name}
            raise FileFlaw(said, "changed") from error


class Window(RawIOBase):
    """A part of a file, seen as a file."""

    def __init__(self, whole: IO[bytes] | RawIOBase, start: int, size: int) -> None:
        self._whole, self._start, self._size, self._at = whole, start, size, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        self._at = max(0, offset + (0, self._at, self._size)[whence])
        return self._at

    def tell(self) -> int:
        return self._at

    def read(self, size: int = -1) -> bytes:
        left = max(0, self._size - self._at)
        self._whole.seek(self._start + self._at)
        block = self._whole.read(left if size < 0 else min(size, left)) or b""
        self._at += len(block)
        return block


def stored_at(whole: IO[bytes] | RawIOBase, info: zipfile.ZipInfo) -> Window:
    """A member of a zip that is stored, in place."""
    whole.seek(info.header_offset + 26)
    name_size, extra_size = struct.unpack("<HH", whole.read(4) or b"")
    start = info.header_offset + LOCAL_HEADER + name_size + extra_size
    return Window(whole, start, info.file_size)


@contextmanager
def opened(path: Path, bounds: Bounds = OURS) -> Iterator[Container]:
    """Open a container whose outside is in order; raises Flaw with the reason."""
    with ExitStack() as stack:
        yield _opened(path, bounds, stack)


def _opened(path: Path, bounds: Bounds, stack: ExitStack) -> Container:
    try:
        with path.open("rb") as raw:
            start = raw.read(len(encrypt.FIRST_LINE))
        if start.startswith(encrypt.FIRST_OF_CDOC):
            said = _("This file is encrypted for DigiDoc4. Open it there and save what is inside.")
            raise Flaw(said, "encrypted")
        if start == encrypt.FIRST_LINE:
            said = _("This file is encrypted. Decrypt it first: age -d -i KEY FILE.")
            raise Flaw(said, "encrypted")
        archive = stack.enter_context(zipfile.ZipFile(path))
        _must_be_in_order(archive, bounds)
        zip_layout.check(path, archive)
        return Container(path, archive, bounds)
    except OSError as error:
        raise Flaw(_("The file cannot be read.")) from error
    except (
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        ValueError,
        zlib.error,
        struct.error,
    ) as error:
        said = _("This is no container: it is no zip file, or it was cut off.")
        raise Flaw(said, "truncated") from error


def _must_be_in_order(archive: zipfile.ZipFile, bounds: Bounds) -> None:
    infos = archive.infolist()
    names = [info.filename for info in infos]
    first = infos[0] if infos else None
    if first is None or first.filename != "mimetype" or first.header_offset:
        raise Flaw(_("This is no container, or it was cut off: “mimetype” does not come first."))
    if first.compress_type != zipfile.ZIP_STORED or archive.read(first) not in bounds.kinds:
        said = _("This is a container of another kind: “mimetype” says something else.")
        raise Flaw(said, "other_kind")
    if twice := [name for name, count in Counter(names).items() if count > 1]:
        raise Flaw(_("Two files in the container are called “%(name)s”.") % {"name": twice[0]})
    if len(names) > bounds.members or sum(info.file_size for info in infos) > bounds.size:
        raise Flaw(_("The container holds more than one of ours can."), "too_large")
    for info in infos:
        if not bounds.allow(info):
            said = _("“%(name)s” is not a name for a bundled file.") % {"name": info.filename}
            raise Flaw(said, "extra_file")
