"""Sheets of paper that came back, and the two people who read them."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.timezone import localdate
from PIL import Image, ImageDraw

from petitions.models import PaperLine, PaperSheet, Petition
from petitions.models.paper import Reading
from petitions.signing.paper import actions as paper
from petitions.signing.paper import numbers, queries
from petitions.signing.paper.numbers import Print
from petitions.signing.paper.queries import Found
from petitions.signing.paper.rules import Read
from tests.builders_review import a_moderator, a_second_reader
from tests.builders_signing import an_open_petition

TARGETS = ("sejm-petition", "saeima-collective-submission", "ep-peti-petition", "gov-lt-letter",
           "gov-ee-letter")  # fmt: skip
ONA = {
    "name": "Ona Petraitytė",
    "birth_date": "1931-06-14",
    "address": "Kauno g. 5-3, Vilnius",
    "country": "LT",
}
MEELIS = {
    "name": "Meelis Õunapuu",
    "birth_date": "1939-03-25",
    "address": "Kase 12, Tartu",
    "country": "EE",
}
#: Codes that can exist, made up.
JANIS = {
    "name": "Jānis Bērziņš",
    "personal_code": "16117510001",
    "code_country": "LV",
    "country": "LV",
}


def a_petition_for_paper() -> Petition:
    return an_open_petition(targets=TARGETS)


def a_number(petition: Petition, addressee: str = "sejm", language: str = "pl") -> str:
    """As a sheet bears it that somebody printed."""
    return numbers.new(Print(petition.uuid, addressee, language))


def found(petition: Petition, addressee: str = "sejm", language: str = "pl") -> Found:
    known = queries.printed_under(a_number(petition, addressee, language))
    assert known is not None
    return known


def a_sheet(petition: Petition | None = None, addressee: str = "sejm", **told: Any) -> PaperSheet:
    """Registered by the first reader."""
    petition = petition or a_petition_for_paper()
    answers: dict[str, Any] = {"received_on": localdate(), "lines_filled": 2, "by": a_moderator()}
    return paper.register(found(petition, addressee), **(answers | told))


def line(sheet: PaperSheet, number: int = 1) -> PaperLine:
    return sheet.lines.select_related("signature").get(number=number)


def read(told: dict[str, str] | None = None, **other: str) -> Read:
    return Read(Reading.LEGIBLE, (told or ONA) | other)


def a_keyed_line(
    sheet: PaperSheet, number: int = 1, told: dict[str, str] | None = None, **other: str
) -> PaperLine:
    return paper.key(line(sheet, number).pk, read(told, **other), by=a_moderator())


def a_verified_line(
    sheet: PaperSheet, number: int = 1, told: dict[str, str] | None = None, **other: str
) -> PaperLine:
    keyed = a_keyed_line(sheet, number, told, **other)
    return paper.verify(keyed.pk, read(told, **other), by=a_second_reader())


def a_scan(kind: str = "JPEG", name: str = "", words: str = "Ona") -> SimpleUploadedFile:
    """A photograph of a sheet, as a telephone makes it."""
    picture = Image.new("RGB", (1200, 850), "white")
    ImageDraw.Draw(picture).text((80, 90), words, fill="black")
    file = BytesIO()
    picture.save(file, kind)
    return SimpleUploadedFile(name or f"scan.{kind.lower()}", file.getvalue())


def typed(number: int, **said: str) -> dict[str, str]:
    """One line as a browser sends it."""
    boxes = {"reading": "legible", "country": "LT"} | said
    return {f"line-{number}-{name}": value for name, value in boxes.items()}
