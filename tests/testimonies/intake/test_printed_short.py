"""The short form: ten pages instead of thirty, the same numbers, and consent in full."""

from __future__ import annotations

from io import BytesIO

import pikepdf
import pytest
from django.test import Client
from django.utils import translation

from testimonies.history import actions as history
from testimonies.institutions import actions as institutions
from testimonies.intake.printed import document, sheets
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.printed.short import Length
from testimonies.models.case import Voice
from tests.journeys.pdf_text import words_of

ADDRESS = "/en/on-paper/form.pdf"
CONSENT_AND_CONTACT = {"23", "24", "25", "26", "27"}

pytestmark = pytest.mark.django_db


def printed(asks: Asks, voice: Voice, length: Length, country: str = "") -> list[sheets.Words]:
    with translation.override("en"):
        made = sheets.sections(asks, voice, length, country)
        return [page for each in made for page in sheets.pages(each)]


def fields_on(pages: list[sheets.Words], number: str) -> list[sheets.Words]:
    return [each for page in pages if page["number"] == number for each in page["fields"]]


@pytest.mark.parametrize("voice", Voice)
@pytest.mark.parametrize(
    ("asks", "most"), [(Asks.TESTIMONY, 12), (Asks.CLAIM, 14), (Asks.BOTH, 18)]
)
def test_the_short_form_is_a_third_of_the_whole_one(asks: Asks, most: int, voice: Voice) -> None:
    whole, short = (_pages(asks, voice, length) for length in (Length.WHOLE, Length.SHORT))

    assert short <= most
    assert short * 2.5 <= whole


@pytest.mark.parametrize("voice", Voice)
def test_it_asks_nothing_else_and_consent_in_full(voice: Voice) -> None:
    whole = printed(Asks.TESTIMONY, voice, Length.WHOLE)
    short = printed(Asks.TESTIMONY, voice, Length.SHORT)

    numbers = [
        {field["number"] for page in pages for field in page["fields"]} for pages in (short, whole)
    ]
    assert numbers[0] < numbers[1]
    for number in CONSENT_AND_CONTACT:
        words = [
            [(each["number"], each["label"], each["choices"]) for each in fields_on(pages, number)]
            for pages in (short, whole)
        ]
        assert words[0] == words[1]


def test_of_a_country_only_its_institutions_stand_on_it() -> None:
    institutions.load_reference()
    every, chosen = (printed(Asks.CLAIM, Voice.SELF, Length.SHORT, of) for of in ("", "LT"))

    (forum,) = fields_on(chosen, "53")
    offered = fields_on(chosen, "54")[1]["choices"][0]["options"]
    assert (forum["kind"], forum["choices"][0]["options"]) == ("ticked", ["Lithuania"])
    assert "Seimas of the Republic of Lithuania" in offered
    assert len(offered) == 4 < len(fields_on(every, "54")[1]["choices"][0]["options"])


@pytest.mark.parametrize(("length", "has_sheet"), [("short", True), ("whole", False), ("", False)])
def test_a_sheet_to_go_on_comes_with_the_short_form_alone(length: str, has_sheet: bool) -> None:
    asked = f"{ADDRESS}?asks=testimony&voice=dead&language=en&length={length}&country=EE"

    answer = Client().get(asked)

    assert answer.status_code == 200
    assert ("Numberofthequestion" in words_of(answer.content)) is has_sheet


def test_the_page_offers_the_short_one_first() -> None:
    page = Client().get("/en/on-paper/").content.decode()

    assert "checked" in page.split('value="short"')[1].partition(">")[0]
    assert "checked" not in page.split('value="whole"')[1].partition(">")[0]


def _pages(asks: Asks, voice: Voice, length: Length) -> int:
    history.load_reference()
    with pikepdf.open(BytesIO(document.pdf(asks, voice, "en", length=length))) as opened:
        return len(opened.pages)
