"""Is this file what it says, and of a kind we take? Judged by its content, never by its name."""

from __future__ import annotations

import mimetypes
from typing import IO, BinaryIO, cast

import pikepdf
import puremagic
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from testimonies.errors import Refusal

PDF = "application/pdf"
PICTURES = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "image/webp": "WEBP",
}
PHONE_PICTURES = {"image/heif", "image/heic"}
HEAD = 8192
#: Below what Pillow warns of; a page scanned at 600 dpi has 35 million.
MOST_PIXELS = 80_000_000
MOST_PAGES = 1000
#: What we decode whole while somebody waits. JPEG is decoded at an eighth of its size.
QUICK_PIXELS = 24_000_000


def inspect(file: IO[bytes], *, size: int, claimed: str, name: str) -> str:
    """The detected type. Raises `Refusal` with the reason, in words for the submitter."""
    if size == 0:
        raise Refusal(_("This file is empty."))
    if size > settings.EVIDENCE_MAX_BYTES:
        raise Refusal(too_large())
    detected = _detect(file)
    _must_be_what_it_says(detected, {claimed, mimetypes.guess_type(name)[0] or ""})
    file.seek(0)
    if detected == PDF:
        _must_open_as_pdf(file)
    else:
        _must_open_as_picture(file, PICTURES[detected])
    file.seek(0)
    return detected


def too_large() -> str:
    return _("This file is larger than %(most)s MB. Send a smaller copy, or call us.") % {
        "most": settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
    }


def _detect(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(HEAD)
    try:
        types = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        types = set()
    if types & PHONE_PICTURES:
        raise Refusal(
            _(
                "This is a picture in the HEIC format, which not everybody can open. Choose “Most"
                " compatible” in the camera settings of the telephone, or send a JPEG."
            )
        )
    if head.startswith(b"%PDF-") and PDF in types:
        return PDF
    for each in PICTURES:
        if each in types:
            return each
    raise Refusal(_("This is not a picture or a PDF. We take JPEG, PNG, TIFF, WebP and PDF."))


def _must_be_what_it_says(detected: str, said: set[str]) -> None:
    """Pictures carry each other's names often enough; a document is no picture."""
    families = {kind.partition("/")[0] for kind in said if kind and "octet-stream" not in kind}
    if families and detected.partition("/")[0] not in families:
        raise Refusal(
            _("This file is not what its name says: inside it is %(kind)s.")
            % {"kind": detected.rpartition("/")[2].upper()}
        )


def _must_open_as_picture(file: IO[bytes], kind: str) -> None:
    try:
        with Image.open(file, formats=[kind]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise Refusal(_too_many_pixels())
            picture.verify()
        file.seek(0)
        with Image.open(file, formats=[kind]) as picture:
            picture.draft("L", (picture.width // 8, picture.height // 8))
            if picture.width * picture.height <= QUICK_PIXELS:
                picture.load()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise Refusal(_too_many_pixels()) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError) as error:
        raise Refusal(_("This picture is damaged and does not open.")) from error


def _too_many_pixels() -> str:
    return _("This picture has too many pixels. Send a smaller copy.")


def _must_open_as_pdf(file: IO[bytes]) -> None:
    try:
        with pikepdf.open(cast("BinaryIO", file)) as document:
            if not 1 <= len(document.pages) <= MOST_PAGES:
                raise Refusal(_("This PDF has no pages, or too many of them."))
    except pikepdf.PasswordError as error:
        raise Refusal(_("This PDF is locked with a password. Send a copy without one.")) from error
    except (pikepdf.PdfError, OSError, ValueError) as error:
        raise Refusal(_("This PDF is damaged and does not open.")) from error
