"""A sheet on its way: printed, written on, posted, and read by the code in its corner."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst
import zxingcpp
from PIL import Image

from tests.instance import Instance
from tests.journeys.signing import PETITION
from tests.visitor import Visitor

_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("sheet.pdf")'


@dataclass(frozen=True)
class Hand:
    """One line, as somebody wrote it and as it is keyed."""

    name: str
    born: str
    country: str = "EE"

    def keyed(self, line: int) -> dict[str, Any]:
        return {
            f"line-{line}-name": self.name,
            f"line-{line}-birth_date": self.born,
            f"line-{line}-country": self.country,
        }


def printed(instance: Instance) -> bytes:
    """For all open letters, in Estonian; from the petition's page onwards."""
    page = Visitor(instance.url).open(f"/en/petitions/{PETITION}/").follow("Sign without e-mail")
    sheet = page.visitor.open(
        f"/en/petitions/{PETITION}/sheet.pdf?institution=letters&language=et"
    )
    assert sheet.response.headers["Content-Type"] == "application/pdf"
    return sheet.response.content


def picture(pdf: bytes) -> bytes:
    """The front of a sheet as a scanner gives it."""
    with TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "sheet.pdf").write_bytes(pdf)
        (place / "page.typ").write_text(_PAGE)
        drawn = typst.compile(str(place / "page.typ"), root=folder, format="png", ppi=120)
    assert isinstance(drawn, bytes)
    return drawn


def code_on(drawn: bytes) -> str:
    """What a telephone reads in the corner."""
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    return str(found.text)
