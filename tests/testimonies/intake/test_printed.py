"""The questionnaire on paper: the same questions under the same numbers, large, and readable."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
import zxingcpp
from django.db import connection
from django.test import Client
from django.utils import translation
from PIL import Image

from testimonies import limits
from testimonies.claims.questions import CLAIM
from testimonies.intake import numbers
from testimonies.intake.printed import document, form_code, sheets
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.questions import TESTIMONY
from testimonies.limits import Limit
from testimonies.models import QuestionnaireVersion
from testimonies.models.case import Voice
from tests.journeys.pdf_text import words_of
from tests.petitions.bundles.pdf_promises import KEPT, promises

A4 = [0, 0, 595, 842]
PAGES = {page.key: page for page in [*TESTIMONY.pages, *CLAIM.pages]}
ADDRESS = "/en/on-paper/form.pdf"


def printed(asks: Asks = Asks.TESTIMONY, voice: Voice = Voice.SELF) -> list[sheets.Words]:
    with translation.override("en"):
        return [page for each in sheets.sections(asks, voice) for page in sheets.pages(each)]


def numbers_on(pages: list[sheets.Words]) -> set[str]:
    return {field["number"] for page in pages for field in page["fields"]}


def test_every_question_has_a_number_that_no_other_has() -> None:
    asked = {page.key: set(page.form.base_fields) for page in PAGES.values()}
    asked["under-seal"] |= {"goes"}
    silent = {key for key, controls in asked.items() if not controls}

    known = {key: set(controls) for key, (_number, controls) in numbers.PAGES.items()}
    assert known == {key: controls for key, controls in asked.items() if key not in silent}
    assert all(len(set(controls)) == len(controls) for _number, controls in numbers.PAGES.values())
    assert max(Counter(number for number, _controls in numbers.PAGES.values()).values()) == 1


def test_numbers_stay_as_they_have_been_printed() -> None:
    places = [("story", "story"), ("periods", "end"), ("contact", "safe"), ("awards", "currency")]

    assert [numbers.of_control(*place) for place in places] == ["6.1", "12.4", "27.7", "52.7"]
    assert numbers.of_page("before-the-story") == ""


@pytest.mark.django_db
@pytest.mark.parametrize("voice", Voice)
def test_a_form_for_both_asks_what_browsers_ask_and_nothing_twice(voice: Voice) -> None:
    pages = printed(Asks.BOTH, voice)

    expected = {"under-seal", *(["alive"] if voice in {Voice.SELF, Voice.ORGANISATION} else [])}
    expected |= {"organisation"} if voice != Voice.ORGANISATION else set()
    expected |= {"fate", "authority-papers"} if voice == Voice.SELF else set()
    left_out = set(numbers.PAGES) - {
        key for key in numbers.PAGES if numbers.of_page(key) in {page["number"] for page in pages}
    }
    assert left_out == expected
    repeated = Counter(page["number"] for page in pages if page["number"])
    assert {number for number, times in repeated.items() if times > 1} == {"8", "12", "17"}


@pytest.mark.django_db
def test_every_sentence_of_a_question_stands_on_the_form_in_its_voice() -> None:
    pages = printed(Asks.TESTIMONY, Voice.DEAD)

    story = next(page for page in pages if page["number"] == "6")
    assert story["fields"][0]["label"] == "Tell what happened to the person, as you know it"
    assert story["instead"] == ["I do not know", "I would rather not say"]
    birth = next(page for page in pages if page["number"] == "9")["fields"][0]
    assert (birth["kind"], birth["number"], birth["sure"]["number"]) == ("date", "9.1", "9.2")
    assert "It was about then" in birth["sure"]["choices"][0]["options"]
    (alive,) = next(page for page in pages if page["number"] == "2")["fields"]
    assert (alive["kind"], alive["choices"]) == (
        "ticked",
        [{"heading": "", "options": ["No, the person has died"]}],
    )


@pytest.mark.django_db
def test_the_sheet_under_seal_is_printed_for_whoever_asks_for_it() -> None:
    usual = [printed(asks, voice) for asks in (Asks.TESTIMONY, Asks.BOTH) for voice in Voice]

    assert all("14.1" not in numbers_on(pages) for pages in usual)
    assert numbers_on(printed(Asks.SEALED)) == {"14.1", "14.2"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "et", "lv", "lt", "pl", "uk"])
def test_a_form_is_archivable_and_can_be_read_aloud(tmp_path: Path, language: str) -> None:
    pdf = document.pdf(Asks.TESTIMONY, Voice.LIVING, language)

    assert promises(pdf, tmp_path) == {**KEPT, "language": language}


@pytest.mark.django_db
def test_nothing_on_it_is_smaller_than_fourteen_points() -> None:
    pdf = document.pdf(Asks.BOTH, Voice.ORGANISATION, "en")

    with pikepdf.open(BytesIO(pdf)) as opened:
        steps = [step for page in opened.pages for step in pikepdf.parse_content_stream(page)]
        assert {[round(float(side)) for side in page.mediabox] == A4 for page in opened.pages} == {
            True
        }
        pages = len(opened.pages)
    sizes = {float(step.operands[1]) for step in steps if str(step.operator) == "Tf"}
    assert min(sizes) >= 14
    assert "".join(f"Page {pages} of {pages}".split()) in words_of(pdf)


@pytest.mark.django_db
def test_the_code_at_the_foot_leads_back_to_the_same_form(tmp_path: Path) -> None:
    pdf = Client().get(f"{ADDRESS}?asks=sealed&voice=dead&language=lt").content

    code = document.code_of(Asks.SEALED, Voice.DEAD, "lt")
    drawn = codes_in(pdf, tmp_path)
    assert set(drawn) == {f"http://testserver/lt/on-paper/?form={code}"}
    page = Client().get(drawn[0].removeprefix("http://testserver")).content.decode()
    for chosen in ("sealed", "dead", "lt"):
        assert f'value="{chosen}"' in page
        assert "checked" in page.split(f'value="{chosen}"')[1].partition(">")[0]


@pytest.mark.parametrize("asks", Asks)
def test_a_code_is_read_as_people_type_it(asks: Asks) -> None:
    code = document.code_of(asks, Voice.ORGANISATION, "pl")

    assert form_code.read(f" {str(code).lower().replace('-', ' – ')} ".replace("–", "-")) == code


@pytest.mark.parametrize(
    "typed", ["", "T", "T-SELF-EN-1234", "X-SELF-EN-12345678", "T-SELF-RU-12345678",
              "T-NOBODY-EN-12345678", "B-SELF-EN-12345678", "T-SELF-EN-12345678-12345678"]
)  # fmt: skip
def test_what_is_no_code_is_not_taken_for_one(typed: str) -> None:
    assert form_code.read(typed) is None


@pytest.mark.django_db
def test_what_was_printed_is_known_when_it_comes_back() -> None:
    with connection.cursor() as cursor:  # nobody has been asked anything yet
        cursor.execute("TRUNCATE testimonies_questionnaireversion CASCADE")
    address = f"{ADDRESS}?asks=both&voice=self&language=et"
    Client().get(address)

    versions = list(QuestionnaireVersion.objects.order_by("code").defer("schema"))

    assert [version.sha256 for version in versions] == [CLAIM.sha256, TESTIMONY.sha256]
    Client().get(address)
    assert QuestionnaireVersion.objects.count() == 2


@pytest.mark.django_db
def test_an_unknown_choice_and_too_many_prints_get_a_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = Client().get(f"{ADDRESS}?asks=everything&voice=self&language=en")
    monkeypatch.setattr(limits, "PAPER_FORMS", Limit("paper-forms", 1, 3600))
    asked = f"{ADDRESS}?asks=sealed&voice=self&language=en"
    first, second = Client().get(asked), Client().get(asked)

    assert (wrong.status_code, first.status_code, second.status_code) == (422, 200, 429)
    assert second["Retry-After"] == "3600"
    assert "Very many forms were printed" in second.content.decode()


def codes_in(pdf: bytes, folder: Path) -> list[str]:
    """Drawn as a printer draws each page, and read as a telephone reads it."""
    with pikepdf.open(BytesIO(pdf)) as opened:
        count = len(opened.pages)
    (folder / "form.pdf").write_bytes(pdf)
    page = folder / "page.typ"
    found = []
    for number in range(1, count + 1):
        page.write_text(
            "#set page(width: auto, height: auto, margin: 0pt)\n"
            f'#image("form.pdf", page: {number})'
        )
        image = typst.compile(str(page), root=str(folder), format="png", ppi=150)
        assert isinstance(image, bytes)
        found += [str(each.text) for each in zxingcpp.read_barcodes(Image.open(BytesIO(image)))]
    assert len(found) == count
    return found
