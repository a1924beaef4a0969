"""What the page with the form says about each institution before anybody signs."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import html

from petitions.models import Petition
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
EVERYWHERE = (
    "gov-lt-letter",
    "riigikogu-collective-address",
    "sejm-petition",
    "verkhovna-rada-petition",
    "ep-peti-petition",
)


def page_of(client: Client, petition: Petition, language: str = "en") -> Any:
    page = client.get(f"/{language}/petitions/{petition.slug}/sign/").content.decode()
    return html.fromstring(page)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


def after(page: Any, heading: str) -> str:
    (found,) = (each for each in page.xpath("//h3") if words(each) == heading)
    return words(found.getnext())


def test_it_says_where_it_counts_where_on_a_condition_and_where_it_supports(
    client: Client,
) -> None:
    petition = builders.an_open_petition(targets=EVERYWHERE)

    page = page_of(client, petition)

    assert after(page, "There your signature counts") == "Government of the Republic of Lithuania."
    condition = after(page, "There it counts on a condition")
    assert "Sejm" in condition
    assert "It counts only if you also give: Address." in condition
    supported = after(page, "There it is a declaration of support")
    for name in ("Riigikogu", "Verkhovna Rada", "European Parliament"):
        assert name in supported


def test_it_says_what_another_way_would_change(client: Client) -> None:
    petition = builders.an_open_petition(targets=EVERYWHERE)

    page = page_of(client, petition)

    (details,) = (
        each for each in page.xpath("//details") if "What would make it count" in words(each)
    )
    told = {words(each.xpath("strong")[0]): words(each) for each in details.xpath(".//li")}
    riigikogu = told["Riigikogu (Parliament of Estonia)"]
    assert "in one of these ways: with a qualified electronic signature." in riigikogu
    assert "Only people who live in this country are counted: Estonia." in riigikogu
    assert "at least 16 years old" in riigikogu
    assert "on paper" in told["European Parliament, Committee on Petitions"]
    assert details.xpath(".//a/@href") == ["#other-ways"]
    assert page.xpath("//*[@id='other-ways']")


def test_a_public_list_is_named_beside_the_button_and_at_the_box(client: Client) -> None:
    petition = builders.an_open_petition(targets=EVERYWHERE)

    page = page_of(client, petition)

    (button,) = page.xpath("//button[@value='all']")
    note = words(button.getparent().getprevious())
    assert "Everybody can read who has signed there: Verkhovna Rada of Ukraine." in note
    assert "whatever you chose above" in note
    boxes = {
        each.xpath("input/@value")[0]: words(each)
        for each in page.xpath("//*[@class='choice'][input[@name='institutions']]")
    }
    assert "everybody can read its list of signers" in boxes["verkhovna-rada"]
    assert "a declaration of support" in boxes["verkhovna-rada"]
    assert "counts if you also give: Address" in boxes["sejm"]
    assert "everybody can read" not in boxes["sejm"] + boxes["gov-lt"]


def test_without_public_lists_nothing_is_said_of_them(client: Client) -> None:
    petition = builders.an_open_petition()

    assert "Everybody can read" not in words(page_of(client, petition))


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_states_are_named_in_the_language_of_the_page(client: Client, language: str) -> None:
    petition = builders.an_open_petition(targets=EVERYWHERE)
    estonia = {"en": "Estonia", "et": "Eesti", "lt": "Estija", "lv": "Igaunija"}
    estonia |= {"pl": "Estonia", "uk": "Естонія"}

    page = page_of(client, petition, language)

    assert f"{estonia[language]}." in words(page.xpath("//main")[0])
