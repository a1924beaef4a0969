"""A copy in which areas of pages are black, and nothing lies under them.

Each page is drawn as a picture and painted over, so that no words, no layers and no thumbnail of
the page before stay behind. Called in a confined process only.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageDraw

from testimonies.evidence import page_pictures
from testimonies.evidence.clean_copy import CannotCopy
from testimonies.evidence.kinds import PDF

MOST_PAGES = 300
#: Dots an inch of a page as `page_pictures` draws it; a large one is made smaller.
POINTS = 72
Areas = Sequence[Mapping[str, Any]]


def make(copy: Path, target: Path, *, kind: str, areas: Areas) -> str:
    """Write the covered copy of a clean copy. Returns its type. Raises `CannotCopy`."""
    by_page = defaultdict(list)
    for area in areas:
        by_page[int(area["page"])].append(area)
    if kind == PDF:
        return _cover_pages(copy, target, by_page)
    if set(by_page) != {1}:
        raise CannotCopy("page")
    with Image.open(copy, formats=["JPEG"]) as picture:
        _painted(picture, by_page[1]).save(target, "JPEG", quality=88)
    return "image/jpeg"


def count(copy: Path, *, kind: str) -> int:
    """How many pages a clean copy has."""
    if kind != PDF:
        return 1
    with pikepdf.open(copy) as document:
        return len(document.pages)


def _cover_pages(copy: Path, target: Path, by_page: Mapping[int, Areas]) -> str:
    """Every page becomes a picture: what could be searched on the others tells of these, too."""
    with pikepdf.open(copy) as document:
        sizes = [_width(page) for page in document.pages]
    if len(sizes) > MOST_PAGES or not set(by_page) <= set(range(1, len(sizes) + 1)):
        raise CannotCopy("page")
    drawn = copy.with_name("drawn.jpg")
    with pikepdf.new() as covered:
        for number, width in enumerate(sizes, 1):
            page_pictures.draw(copy, drawn, number)
            page = BytesIO()
            with Image.open(drawn, formats=["JPEG"]) as picture:
                painted = _painted(picture, by_page.get(number, ()))
            painted.save(page, "PDF", resolution=painted.width * POINTS / width, quality=85)
            with pikepdf.open(page) as made:
                covered.pages.extend(made.pages)
        covered.remove_unreferenced_resources()
        del covered.docinfo
        covered.save(target, deterministic_id=True)
    return PDF


def _width(page: pikepdf.Page) -> float:
    """In points, as it is read; a page may lie on its side."""
    left, lower, right, upper = (float(each) for each in page.cropbox)
    is_turned = int(page.obj.get("/Rotate", 0)) % 180 != 0
    return max(1.0, abs(upper - lower) if is_turned else abs(right - left))


def _painted(picture: Image.Image, areas: Areas) -> Image.Image:
    """Drawn anew without its data, and whole pixels at each edge of what is covered."""
    bare = Image.new("RGB", picture.size)
    bare.paste(picture.convert("RGB"))
    brush = ImageDraw.Draw(bare)
    for area in areas:
        left, upper = area["x"] * bare.width, area["y"] * bare.height
        right = (area["x"] + area["width"]) * bare.width
        lower = (area["y"] + area["height"]) * bare.height
        box = (math.floor(left), math.floor(upper), math.ceil(right), math.ceil(lower))
        brush.rectangle(box, fill="black")
    return bare
