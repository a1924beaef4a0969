"""A small grey picture of a clean copy: enough to find a paper again, and nothing to be hurt by.

Called in a confined process only.
"""

from __future__ import annotations

from pathlib import Path

from PIL import Image

from testimonies.evidence import page_pictures
from testimonies.evidence.kinds import PDF

BOX = (240, 240)


def make(copy: Path, target: Path, *, kind: str) -> str:
    """Of a PDF its first page. Returns ``drawn``; empty where there is nothing to see."""
    if kind.partition("/")[0] != "image" and kind != PDF:
        return ""
    seen = target.with_name("seen.jpg") if kind == PDF else copy
    if kind == PDF:
        page_pictures.draw(copy, seen, 1)
    with Image.open(seen, formats=["JPEG"]) as picture:
        grey = picture.convert("L")
        grey.thumbnail(BOX)
        grey.save(target, "JPEG", quality=70)
    return "drawn"
