"""The copy that people see: the same picture or pages, with nothing hidden in it.

Built from what is allowed, not by taking away what is forbidden: a picture is drawn anew
without its data about place and camera; of a PDF only the pages' content goes over.
Called in a confined process only.
"""

from __future__ import annotations

from io import BytesIO
from itertools import islice
from pathlib import Path

import pikepdf
from PIL import Image, ImageOps, ImageSequence

from testimonies.evidence.kinds import MOST_PIXELS, PDF, PICTURES

LONGEST_SIDE = 3200
MOST_FRAMES = 200
PAGE_KEYS = frozenset(
    {"/Type", "/Parent", "/MediaBox", "/CropBox", "/Rotate", "/Resources", "/Contents"}
)
#: What a stream can carry along besides its content.
BAGGAGE = ("/AF", "/Metadata", "/PieceInfo", "/OPI", "/Measure", "/PtData")


class CannotCopy(Exception):
    """The file opens no further than its inspection saw."""


def make(original: Path, target: Path, *, kind: str) -> str:
    """Write the copy of a file of the detected `kind`. Returns the type of the copy."""
    try:
        if kind == PDF:
            _copy_pages(original, target)
            return PDF
        return _draw_anew(original, target, PICTURES[kind])
    except (OSError, ValueError, SyntaxError, EOFError, MemoryError, pikepdf.PdfError) as error:
        raise CannotCopy(type(error).__name__) from error


def _draw_anew(original: Path, target: Path, kind: str) -> str:
    with Image.open(original, formats=[kind]) as picture:
        if getattr(picture, "n_frames", 1) > 1 and kind == "TIFF":
            return _bind_frames(picture, target)
        picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
        _small(picture).save(target, "JPEG", quality=88)
    return "image/jpeg"


def _bind_frames(picture: Image.Image, target: Path) -> str:
    """A scanned paper of several pages becomes a PDF."""
    with pikepdf.new() as scan:
        for frame in islice(ImageSequence.Iterator(picture), MOST_FRAMES):
            page = BytesIO()
            _small(frame).save(page, "PDF")  # one at a time: unpacked, a scan fills the memory
            with pikepdf.open(page) as made:
                scan.pages.extend(made.pages)
        scan.save(target, deterministic_id=True)
    return PDF


def _small(picture: Image.Image) -> Image.Image:
    if picture.width * picture.height > MOST_PIXELS:
        raise ValueError("too many pixels")
    upright = ImageOps.exif_transpose(picture)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if upright.mode in {"RGBA", "LA", "PA", "P"}:
        paper = Image.new("RGB", upright.size, "white")
        seen = upright.convert("RGBA")
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    bare = Image.new("RGB", upright.size)
    bare.paste(upright.convert("RGB"))
    return bare


def _copy_pages(original: Path, target: Path) -> None:
    with pikepdf.open(original) as source, pikepdf.new() as clean:
        # Stamps and filled-in fields become part of the page before annotations go.
        source.generate_appearance_streams()
        source.flatten_annotations("all")
        for page in source.pages:
            for key in set(page.obj.keys()) - PAGE_KEYS:
                del page.obj[key]
            clean.pages.append(page)
        for thing in clean.objects:
            if isinstance(thing, pikepdf.Stream):
                for key in BAGGAGE:
                    if key in thing:
                        del thing[key]
        clean.remove_unreferenced_resources()
        clean.save(target, deterministic_id=True)
