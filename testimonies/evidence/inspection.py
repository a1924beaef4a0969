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
from testimonies.evidence.kinds import PDF, PICTURES
from testimonies.evidence.opening import Verdict

PHONE_PICTURES = {"image/heif", "image/heic"}
HEAD = 8192
WHY_NOT = {
    Verdict.LOCKED: gettext_lazy("This PDF is locked with a password. Send a copy without one."),
    Verdict.DAMAGED_PDF: gettext_lazy("This PDF is damaged and does not open."),
    Verdict.DAMAGED_PICTURE: gettext_lazy("This picture is damaged and does not open."),
    Verdict.PAGES: gettext_lazy("This PDF has no pages, or too many of them."),
    Verdict.PIXELS: gettext_lazy("This picture has too many pixels. Send a smaller copy."),
    Verdict.TOO_MUCH: gettext_lazy(
        "Opening this file takes more than we have. Print it to a new PDF, or photograph it."
    ),
}


def inspect(file: IO[bytes], *, size: int, claimed: str, name: str) -> str:
    """The detected type. Raises `Refusal` with the reason, in words for the submitter."""
    if size == 0:
        raise Refusal(_("This file is empty."))
    if size > settings.EVIDENCE_MAX_BYTES:
        raise Refusal(too_large())
    detected = _detect(file)
    _must_be_what_it_says(detected, {claimed, mimetypes.guess_type(name)[0] or ""})
    _must_open(file, detected)
    return detected


def too_large() -> str:
    return _("This file is larger than %(most)s MB. Send a smaller copy, or call us.") % {
        "most": settings.EVIDENCE_MAX_BYTES // (1024 * 1024)
    }


def no_room() -> str:
    return _("We cannot keep this file just now, and are sorry. Please try again later.")


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


def _must_open(file: IO[bytes], kind: str) -> None:
    file.seek(0)
    with tempfile.TemporaryFile() as on_disk:  # small uploads are in memory only
        shutil.copyfileobj(file, on_disk)
        on_disk.seek(0)
        verdict = confined.look(on_disk, kind)
    file.seek(0)
    if verdict != Verdict.OPENS:
        raise Refusal(WHY_NOT[verdict])
