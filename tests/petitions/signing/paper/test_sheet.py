"""A sheet somebody prints: A4, readable by machines for people, with a number of its own."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
import typst
import zxingcpp
from django.test import Client
from PIL import Image
from pytest_django import Settings

from petitions.campaigns import actions as campaigns
from petitions.campaigns.demo_texts import demo_texts
from petitions.campaigns.plans import Plan
from petitions.models import Petition
from petitions.signing.paper import document, numbers, sheets
from petitions.signing.paper.numbers import Print
from testimonies import limits
from testimonies.limits import Limit
from testimonies.models import CustodyEvent
from tests import builders_paper as paper
from tests import builders_signing as builders
from tests.builders_review import an_administrator
from tests.journeys.pdf_text import words_of

pytestmark = pytest.mark.django_db

A4_ACROSS = (842, 595)
EVERYWHERE = (
    "riigikogu-collective-address",
    "saeima-collective-submission",
    "seimas-petition",
    "sejm-petition",
    "verkhovna-rada-petition",
    "ep-peti-petition",
    "gov-lt-letter",
    "gov-ee-letter",
)


@pytest.fixture
def petition() -> Petition:
    return builders.an_open_petition(targets=EVERYWHERE)


def address(petition: Petition, institution: str = "sejm", language: str = "et") -> str:
    page = f"/en/petitions/{petition.slug}/sheet.pdf"
    return f"{page}?institution={institution}&language={language}"


def sheet(petition: Petition, institution: str = "sejm", language: str = "et") -> bytes:
    response = Client().get(address(petition, institution, language))
    assert response.status_code == 200, response.text
    assert response["Content-Type"] == "application/pdf"
    return response.content


def code_on(pdf: bytes, folder: Path) -> str:
    """Drawn as a printer draws it, and read as a telephone reads it."""
    (folder / "sheet.pdf").write_bytes(pdf)
    page = folder / "page.typ"
    page.write_text('#set page(width: auto, height: auto, margin: 0pt)\n#image("sheet.pdf")')
    drawn = typst.compile(str(page), root=str(folder), format="png", ppi=120)
    assert isinstance(drawn, bytes)
    (found,) = zxingcpp.read_barcodes(Image.open(BytesIO(drawn)))
    return str(found.text)


def number_in(code: str) -> str:
    return numbers.read(code)


def test_a_sheet_is_two_pages_of_a4_across(petition: Petition) -> None:
    with pikepdf.open(BytesIO(sheet(petition))) as document:
        boxes = [[round(float(side)) for side in page.mediabox] for page in document.pages]

    assert boxes == [[0, 0, *A4_ACROSS]] * 2


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_it_can_be_read_aloud_and_brings_its_fonts(petition: Petition, language: str) -> None:
    with pikepdf.open(BytesIO(sheet(petition, "ep-peti", language))) as document:
        fonts = [
            font.DescendantFonts[0].FontDescriptor
            for page in document.pages
            for font in page.Resources.Font.values()
        ]

        assert document.Root.MarkInfo.Marked
        assert document.Root.StructTreeRoot is not None
        assert str(document.Root.Lang) == language
        assert len(document.pages) == 2
        assert fonts
        assert all({"/FontFile2", "/FontFile3"} & set(font.keys()) for font in fonts)


def test_it_says_what_is_signed_and_to_whom_it_goes(petition: Petition) -> None:
    words = words_of(sheet(petition, "sejm", "et"))

    shown = builders.shown(petition, "et")
    assert squeezed(shown.title) in words
    assert squeezed(shown.summary) in words
    assert squeezed(petition.text_digest) in words
    assert squeezed(shown.targets[3].name) in words
    assert all(f"{line}" in words for line in range(1, 16))


def test_it_says_whether_paper_counts_there(petition: Petition) -> None:
    counts = squeezed("counts there once two of us have read it")
    supports = squeezed("goes there as a declaration of support")

    assert counts in words_of(sheet(petition, "saeima", "en"))
    assert supports in words_of(sheet(petition, "riigikogu", "en"))
    assert squeezed("every signature counts") in words_of(sheet(petition, sheets.LETTERS, "en"))


def test_it_says_where_everybody_can_read_who_has_signed(petition: Petition) -> None:
    public, nobody = squeezed("makes public who has signed"), squeezed("Nobody is named in public")

    listed, unlisted = (words_of(sheet(petition, to, "en")) for to in ("verkhovna-rada", "sejm"))

    assert public in listed
    assert nobody not in listed
    assert public not in unlisted
    assert nobody in unlisted


def test_an_address_on_a_slip_can_be_typed_as_it_stands(settings: Settings) -> None:
    """Polish repeats a hyphen where a line breaks, and the address was then another."""
    settings.SITE_URL = "http://127.0.0.1:8077"
    signature = paper.a_verified_line(paper.a_sheet()).signature
    assert signature is not None

    printed = words_of(document.slip(signature, builders.shown(signature.petition, "pl")))

    assert f"/pl/signatures/{signature.reference}/" in printed


@pytest.mark.parametrize(
    ("institution", "asked"),
    [
        ("saeima", ["name", "personal_code"]),
        ("riigikogu", ["name", "birth_date"]),
        ("seimas", ["name", "birth_date"]),
        ("sejm", ["name", "birth_date", "address"]),
        ("verkhovna-rada", ["name", "birth_date"]),
        ("ep-peti", ["name", "birth_date", "address", "nationality"]),
        (sheets.LETTERS, ["name", "birth_date", "country"]),
    ],
)
def test_it_asks_what_makes_it_count_there_and_enough_to_count_nobody_twice(
    petition: Petition, institution: str, asked: list[str]
) -> None:
    addressee = sheets.addressee(builders.shown(petition), institution)

    assert addressee is not None
    assert list(addressee.fields) == asked


def test_every_sheet_has_another_number_and_its_code_says_which(
    petition: Petition, tmp_path: Path
) -> None:
    first, second = (code_on(sheet(petition), tmp_path) for _download in range(2))

    printed = Print(petition.uuid, "sejm", "et")
    assert first.startswith("http")
    assert f"/et/petitions/{petition.slug}/paper/#" in first
    assert number_in(first) != number_in(second)
    assert numbers.belongs(number_in(first), printed)
    assert squeezed(numbers.shown(number_in(second)))[:5] in numbers.shown(number_in(second))


def test_the_number_is_printed_on_both_pages(petition: Petition, tmp_path: Path) -> None:
    pdf = sheet(petition)

    number = numbers.shown(number_in(code_on(pdf, tmp_path)))

    assert words_of(pdf).count(squeezed(number)) == 4


def test_looking_at_a_sheet_changes_nothing(petition: Petition) -> None:
    before = CustodyEvent.objects.count()

    sheet(petition)

    assert CustodyEvent.objects.count() == before


@pytest.mark.parametrize(
    ("institution", "language"), [("", ""), ("nobody", "et"), ("sejm", "de"), ("<b>", "et")]
)
def test_a_sheet_that_there_is_not_is_asked_for_again(
    petition: Petition, institution: str, language: str
) -> None:
    response = Client().get(
        f"/en/petitions/{petition.slug}/sheet.pdf",
        {"institution": institution, "language": language},
    )

    assert response.status_code == 422
    assert "Something needs another look" in response.text


def test_a_closed_petition_has_no_sheets() -> None:
    petition = builders.a_closed_petition()

    for path in (f"/en/petitions/{petition.slug}/paper/", address(petition, "seimas")):
        response = Client().get(path)
        assert response.status_code == 409
        assert "This petition is closed" in response.content.decode()


def test_sheets_are_printed_so_often_and_not_oftener(
    petition: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "PAPER_SHEETS", Limit("paper-sheets", 1, 3600))
    assert Client().get(address(petition)).status_code == 200

    response = Client().get(address(petition))

    assert response.status_code == 429
    assert response["Retry-After"] == "3600"
    assert "copy one that you have" in response.text


def test_the_page_lets_choose_both_and_says_what_happens(petition: Petition) -> None:
    page = Client().get(f"/et/petitions/{petition.slug}/paper/").text

    for each in sheets.addressees(builders.shown(petition, "et")):
        assert f'value="{each.code}"' in page
    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        assert f'value="{language}"' in page


def test_a_long_summary_leaves_a_leaf_its_two_sides() -> None:
    builders.a_drafted_petition()
    words = {
        language: replace(text, summary="Palume õiglust kõigile. " * 300)
        for language, text in demo_texts().items()
    }
    petition = builders.opened(
        campaigns.draft(Plan("a-long-one", words, ["sejm-petition"]), by=an_administrator())
    )

    with pikepdf.open(BytesIO(sheet(petition))) as document:
        assert len(document.pages) == 2


def squeezed(words: str) -> str:
    return "".join(words.split())
