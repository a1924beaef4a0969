"""The pages of a paper as pictures, to be read beside a form. Called in a confined process only.

A picture is drawn anew and a PDF is drawn page by page, so that nothing of the file goes over.
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pikepdf
import typst
from PIL import Image

from testimonies.evidence import clean_copy
from testimonies.evidence.clean_copy import CannotCopy
from testimonies.evidence.kinds import PDF

#: Dots an inch: enough for small handwriting.
SHARPNESS = 150
LONGEST_SIDE = 2400
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", page: {page})'


def make(original: Path, folder: Path, *, kind: str, most: int) -> int:
    """Write ``page-1.jpg`` and so on into a folder; how many. Raises `CannotCopy`."""
    clean = folder / "clean"
    if clean_copy.make(original, clean, kind=kind) != PDF:
        with Image.open(clean) as picture:
            _save(picture, folder / "page-1.jpg")
        return 1
    with pikepdf.open(clean) as document:
        pages = len(document.pages)
    if pages > most:
        return pages
    for page in range(1, pages + 1):
        draw(clean, folder / f"page-{page}.jpg", page)
    return pages


def draw(document: Path, target: Path, page: int) -> None:
    """One page of a clean PDF, with the folder of the PDF to work in. Raises `CannotCopy`."""
    named = document.with_name(f"{document.name}.pdf")  # each its own: others lie beside it
    if not named.exists():
        named.hardlink_to(document)
    source = document.with_name("page.typ")
    source.write_text(_PAGE.format(name=named.name, page=page))
    try:
        drawn = typst.compile(
            str(source), root=str(document.parent), format="png", ppi=SHARPNESS,
            ignore_system_fonts=True,
        )  # fmt: skip
    except typst.TypstError as error:
        raise CannotCopy("page") from error
    if not isinstance(drawn, bytes):
        raise CannotCopy("pages")
    with Image.open(BytesIO(drawn)) as picture:
        _save(picture, target)


def _save(picture: Image.Image, target: Path) -> None:
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    picture.convert("RGB").save(target, "JPEG", quality=85)
