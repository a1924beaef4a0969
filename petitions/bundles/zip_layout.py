"""Does a zip say the same twice? Each member is described before it and in the directory.

Programs read the one or the other; where they differ, two readers see two files. Nothing may lie
before, between or after the members either.
"""

import struct
import zipfile
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from petitions.bundles.flaw import Flaw

BEFORE = struct.Struct("<4s5H3I2H")  # the header before a member (APPNOTE 4.3.7)
IN_DIRECTORY = struct.Struct("<4s24x4H10x")  # one entry of the directory (APPNOTE 4.3.12)
END = struct.Struct("<4s4H2IH")  # the end of the directory (APPNOTE 4.3.16)
SIZES_FOLLOW = 0x08  # flag: checksum and sizes stand after the member, as some programs write


def check(path: Path, archive: zipfile.ZipFile) -> None:
    """Raises Flaw where the two descriptions differ, or something lies beside the members."""
    infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
    with path.open("rb") as raw:
        end = 0
        for info in infos:
            if info.header_offset != end and not _may_be_apart(infos):
                said = _("Something lies before “%(name)s” that is no file of the container.")
                raise Flaw(said % {"name": info.filename})
            end = _check_member(raw, info)
        raw.seek(-END.size - len(archive.comment), 2)
        told = END.unpack(raw.read(END.size))
        size = raw.tell()
        entries = _entries(raw, told[6], told[5])
    expected = (b"PK\x05\x06", 0, 0, entries, len(infos))
    if (
        told[:5] != expected
        or told[5] + told[6] + END.size != size
        or told[7] != len(archive.comment)
    ):
        raise Flaw(_("The directory of the container does not fit its files."))
    if told[6] != end and not _may_be_apart(infos):
        raise Flaw(_("Something lies between the files of the container."))


def _check_member(raw: IO[bytes], info: zipfile.ZipInfo) -> int:
    """Where the member ends, once both descriptions of it agree."""
    raw.seek(info.header_offset)
    said = BEFORE.unpack(raw.read(BEFORE.size))
    checksum_and_sizes = (info.CRC, info.compress_size, info.file_size)
    if info.flag_bits & SIZES_FOLLOW:
        checksum_and_sizes = said[6:9]
    expected = (
        b"PK\x03\x04",
        info.extract_version,
        info.flag_bits,
        info.compress_type,
        *_moment(info),
        *checksum_and_sizes,
        len(info.orig_filename.encode()),
    )
    if said[:10] != expected:
        raise Flaw(
            _("The directory of the container says something else of “%(name)s” than the file.")
            % {"name": info.filename}
        )
    name_and_extra: int = said[9] + said[10]
    return info.header_offset + BEFORE.size + name_and_extra + info.compress_size


def _entries(raw: IO[bytes], start: int, size: int) -> int:
    """How many entries the directory has, read by their own lengths to its very end."""
    raw.seek(start)
    count = 0
    while raw.tell() < start + size:
        signature, name, extra, comment, disk = IN_DIRECTORY.unpack(raw.read(IN_DIRECTORY.size))
        if signature != b"PK\x01\x02" or disk:
            raise Flaw(_("The directory of the container does not fit its files."))
        raw.seek(name + extra + comment, 1)
        count += 1
    return count if raw.tell() == start + size else -1


def _moment(info: zipfile.ZipInfo) -> tuple[int, int]:
    year, month, day, hour, minute, second = info.date_time
    return hour << 11 | minute << 5 | second // 2, year - 1980 << 9 | month << 5 | day


def _may_be_apart(infos: list[zipfile.ZipInfo]) -> bool:
    return any(info.flag_bits & SIZES_FOLLOW for info in infos)
