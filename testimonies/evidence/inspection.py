"""Is this file what it says, and of a kind we take? Judged by its content, never by its name."""

from __future__ import annotations

import mimetypes
import shutil
import tempfile
from typing import IO

import puremagic
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.errors import Refusal
from testimonies.evidence import confined
from testimonies.evidence.kinds import PDF, PICTURES, RECORDINGS
from testimonies.evidence.opening import Verdict

HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
HEAD = 8192
#: A longer recording is looked at by the worker that copies it.
LOOKED_AT_WHOLE = 64 * 1024 * 1024
WHY_NOT = {
    Verdict.LOCKED: gettext_lazy("This PDF is locked with a password. Send a copy without one."),
    Verdict.DAMAGED_PDF: gettext_lazy("This PDF is damaged and does not open."),
    Verdict.DAMAGED_PICTURE: gettext_lazy("This picture is damaged and does not open."),
    Verdict.PAGES: gettext_lazy("This PDF has no pages, or too many of them."),
    Verdict.PIXELS: gettext_lazy("This picture has too many pixels. Send a smaller copy."),
    Verdict.DAMAGED_RECORDING: gettext_lazy("This recording is damaged and does not open."),
    Verdict.TOO_MUCH: gettext_lazy(
        "Opening this file takes more than we have. Print it to a new PDF, or photograph it."
    ),
}


def inspect(
    file: IO[bytes], *, size: int, claimed: str, name: str, may_be_recording: bool = False
) -> str:
    """The detected type. Raises `Refusal` with the reason, in words for the submitter."""
    if size == 0:
        raise Refusal(_("This file is empty."))
    detected = _detect(file)
    if not detected or (detected in RECORDINGS and not may_be_recording):
        raise Refusal(_not_taken(may_be_recording))
    most = settings.UPLOAD_MAX_BYTES if detected in RECORDINGS else settings.PAPER_MAX_BYTES
    if size > most:
        raise Refusal(too_large(most))
    _must_be_what_it_says(detected, {claimed, mimetypes.guess_type(name)[0] or ""})
    if detected not in RECORDINGS or size <= LOOKED_AT_WHOLE:
        _must_open(file, detected)
    return detected


def too_large(most: int = 0) -> str:
    """`most` is in bytes; without it, what one form takes."""
    return _("This file is larger than %(most)s MB. Send a smaller copy, or call us.") % {
        "most": (most or settings.EVIDENCE_MAX_BYTES) // (1024 * 1024)
    }


def no_room() -> str:
    return _("We cannot keep this file just now, and are sorry. Please try again later.")


def kind_of_recording(file: IO[bytes]) -> str:
    """As which sound or film it can be played; empty when it is neither."""
    file.seek(0)
    kind = _recording(file.read(HEAD))
    return kind if kind in RECORDINGS else ""


def _detect(file: IO[bytes]) -> str:
    file.seek(0)
    head = file.read(HEAD)
    try:
        types = {match.mime_type for match in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        types = set()
    if head.startswith(b"%PDF-") and PDF in types:
        return PDF
    if found := _recording(head):
        return found
    return next((each for each in PICTURES if each in types), "")


def _not_taken(may_be_recording: bool) -> str:
    if may_be_recording:
        return _(
            "This is not a picture, a PDF or a recording. We take JPEG, PNG, TIFF, WebP, HEIC and"
            " PDF, and recordings as WebM, MP4, MP3, WAV, OGG and FLAC."
        )
    return _("This is not a picture or a PDF. We take JPEG, PNG, TIFF, WebP, HEIC and PDF.")


def _recording(head: bytes) -> str:
    """By the first bytes; of a picture of a telephone too, as it comes in the same wrapping."""
    if head[4:8] == b"ftyp":
        return "image/heic" if head[8:12] in HEIC_BRANDS else "video/mp4"
    if head.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm"
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "audio/wav"
    is_mp3 = head.startswith(b"ID3") or head[:2] in {b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"}
    signs = (("audio/ogg", head.startswith(b"OggS")), ("audio/flac", head.startswith(b"fLaC")))
    return next((kind for kind, fits in (*signs, ("audio/mpeg", is_mp3)) if fits), "")


def _must_be_what_it_says(detected: str, said: set[str]) -> None:
    """Pictures carry each other's names often enough; a document is no picture."""
    families = {_family(kind) for kind in said if kind and "octet-stream" not in kind}
    if families and _family(detected) not in families:
        raise Refusal(
            _("This file is not what its name says: inside it is %(kind)s.")
            % {"kind": detected.rpartition("/")[2].upper()}
        )


def _family(kind: str) -> str:
    """Sound and film come in the same wrapping."""
    family = kind.partition("/")[0]
    return "audio" if family == "video" else family


def _must_open(file: IO[bytes], kind: str) -> None:
    file.seek(0)
    with tempfile.TemporaryFile() as on_disk:  # small uploads are in memory only
        shutil.copyfileobj(file, on_disk)
        on_disk.seek(0)
        verdict = confined.look(on_disk, kind)
    file.seek(0)
    if verdict != Verdict.OPENS:
        raise Refusal(WHY_NOT[verdict])
