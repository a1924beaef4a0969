"""Does a file open as what it is taken for? Called in a confined process only."""

from __future__ import annotations

from enum import StrEnum
from typing import IO, BinaryIO, cast

import pikepdf
from PIL import Image, UnidentifiedImageError

from testimonies.evidence.kinds import MOST_PAGES, MOST_PIXELS, PDF, PICTURES, QUICK_PIXELS


class Verdict(StrEnum):
    OPENS = "opens"
    LOCKED = "locked"
    DAMAGED_PDF = "damaged PDF"
    DAMAGED_PICTURE = "damaged picture"
    PAGES = "pages"
    PIXELS = "pixels"
    #: It took more memory or time than any honest file.
    TOO_MUCH = "too much"


def look(file: IO[bytes], kind: str) -> Verdict:
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
