"""Does a file open as what it is taken for? Called in a confined process only."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import StrEnum
from typing import IO, BinaryIO, cast

import pikepdf
from PIL import Image, UnidentifiedImageError

from testimonies.evidence.kinds import (
    DOCX,
    MOST_MEMBERS,
    MOST_PAGES,
    MOST_PIXELS,
    MOST_UNPACKED,
    PACKAGES,
    PDF,
    PICTURES,
    QUICK_PIXELS,
)

#: What runs by itself in a document that somebody opens.
MACROS = re.compile(r"vbaProject|/activeX/|/embeddings/.*\.(bin|exe)$", re.IGNORECASE)


class Verdict(StrEnum):
    OPENS = "opens"
    LOCKED = "locked"
    DAMAGED_PDF = "damaged PDF"
    DAMAGED_PICTURE = "damaged picture"
    DAMAGED_RECORDING = "damaged recording"
    PAGES = "pages"
    PIXELS = "pixels"
    DAMAGED_PACKAGE = "damaged package"
    OTHER_KIND = "other kind"
    MACROS = "macros"
    #: It took more memory or time than any honest file.
    TOO_MUCH = "too much"


def look(file: IO[bytes], kind: str) -> Verdict:
    if kind in PACKAGES:
        return _look_at_package(file, kind)
    return _look_at_pdf(file) if kind == PDF else _look_at_picture(file, PICTURES[kind])


def _look_at_pdf(file: IO[bytes]) -> Verdict:
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            has_pages = 1 <= len(document.pages) <= MOST_PAGES
            return Verdict.OPENS if has_pages else Verdict.PAGES
    except pikepdf.PasswordError:
        return Verdict.LOCKED
    except (pikepdf.PdfError, OSError, ValueError):
        return Verdict.DAMAGED_PDF


def _look_at_package(file: IO[bytes], kind: str) -> Verdict:
    """By its directory and the little that says its kind; nothing else is unpacked."""
    try:
        with zipfile.ZipFile(file) as package:
            infos = package.infolist()
            names = {info.filename for info in infos}
            if any(info.flag_bits & 1 for info in infos):
                return Verdict.LOCKED
            if len(infos) > MOST_MEMBERS or sum(i.file_size for i in infos) > MOST_UNPACKED:
                return Verdict.TOO_MUCH
            if PACKAGES[kind] not in names or not _says(package, kind):
                return Verdict.OTHER_KIND
            return Verdict.MACROS if any(MACROS.search(name) for name in names) else Verdict.OPENS
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, OSError, ValueError, EOFError):
        return Verdict.DAMAGED_PACKAGE


def _says(package: zipfile.ZipFile, kind: str) -> bool:
    """A container says itself what it is."""
    if kind == DOCX:
        return True
    with package.open("mimetype") as said:
        return said.read(100).strip() == kind.encode()


def _look_at_picture(file: IO[bytes], kind: str) -> Verdict:
    try:
        with Image.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                return Verdict.PIXELS
            picture.verify()
        file.seek(0)
        with Image.open(file, formats=[kind]) as picture:
            picture.draft("L", (picture.width // 8, picture.height // 8))
            if picture.width * picture.height <= QUICK_PIXELS:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Verdict.PIXELS
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return Verdict.DAMAGED_PICTURE
    return Verdict.OPENS
