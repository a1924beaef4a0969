"""Zip files whose bytes depend on their content alone: stored, dated 1980-01-01, mode 0644.

Nothing is deflated, since the bytes of a deflated member differ between builds of zlib.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from petitions.bundles import checksum, stretches
from petitions.bundles.manifest import File
from petitions.bundles.stretches import Laid, Stretch, blocks

FIRST_DAY = (1980, 1, 1, 0, 0, 0)
MADE_BY = (3, 20)  # Unix, whatever machine this runs on; version 2.0 of the format
MODE = 0o100644 << 16


@dataclass(frozen=True)
class Entry:
    name: str
    digest: bytes
    size: int


class StoredZip:
    """Hashes and stores each member in one pass, holding one block at a time."""

    def __init__(self, target: Path, *, may_be_large: bool = False) -> None:
        # Zip64 is refused where the DigiDoc library has to read it: it cannot.
        self._zip = zipfile.ZipFile(target, "w", zipfile.ZIP_STORED, allowZip64=may_be_large)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._zip.close()

    def add(self, name: str, source: Path) -> Entry:
        with source.open("rb") as content:
            return self.add_stream(name, content)

    def add_bytes(self, name: str, content: bytes) -> Entry:
        return self.add_stream(name, BytesIO(content))

    def add_stream(self, name: str, content: IO[bytes]) -> Entry:
        return self.add_blocks(name, blocks(content))

    def add_blocks(self, name: str, content: Iterable[bytes]) -> Entry:
        digest, size = hashlib.sha256(), 0

        def hashed() -> Iterator[bytes]:
            nonlocal size
            for block in content:
                digest.update(block)
                size += len(block)
                yield block

        self.store(name, hashed())
        return Entry(name, digest.digest(), size)

    def store(self, name: str, content: Iterable[bytes]) -> None:
        """For what nobody asks the digest of."""
        with self._zip.open(_header(name), "w") as member:
            for block in content:
                member.write(block)

    def add_known(self, name: str, source: Path, known: File) -> Entry:
        """A file that was measured before, and is not read again. `Torn` as in `put`."""
        self.put(name, [Stretch(source, known.size, known.crc)])
        return Entry(name, bytes.fromhex(known.sha256), known.size)

    def put(self, name: str, parts: Sequence[bytes | Stretch]) -> Laid:
        """A member of which everything is known already, so that nobody reads it; where it lies.

        Raises `Torn` for a file of another size. What is in it shows when the whole is measured.
        """
        header, laid, file = _header(name), [], self._zip.fp
        assert file is not None  # noqa: S101 (it is open)
        for part in parts:
            crc = part.crc if isinstance(part, Stretch) else zlib.crc32(part)
            header.CRC = checksum.joined(header.CRC, crc, _size(part))
        header.file_size = header.compress_size = sum(map(_size, parts))
        header.header_offset = file.tell()
        file.write(header.FileHeader(zip64=False))
        for part in parts:
            if isinstance(part, Stretch):
                laid.append((file.tell(), part))
                stretches.append(file, part)
            else:
                file.write(part)
        self._zip.filelist.append(header)
        self._zip.NameToInfo[name] = header
        self._zip.start_dir = file.tell()
        return laid


def _size(part: bytes | Stretch) -> int:
    return part.size if isinstance(part, Stretch) else len(part)


def _header(name: str) -> zipfile.ZipInfo:
    header = zipfile.ZipInfo(name, FIRST_DAY)
    header.CRC = 0
    header.compress_type = zipfile.ZIP_STORED
    header.create_system, header.create_version = MADE_BY
    header.external_attr = MODE
    return header
