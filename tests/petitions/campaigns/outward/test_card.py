"""The picture of a petition: made on the server, once for each change, in every language."""

from __future__ import annotations

import io
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html
from PIL import Image
from pytest_django import Settings

from petitions.campaigns.outward import card, rules
from petitions.models import Petition
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
LANGUAGES = ("en", "et", "lt", "lv", "pl", "uk")


def address(petition: Petition, language: str = "en") -> str:
    return f"/{language}/petitions/{petition.slug}/card.png"


def colours(content: bytes) -> int:
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("PNG", (1200, 630))
        return len(picture.convert("RGB").getcolors(1 << 20) or ())


def pictures(settings: Settings) -> list[str]:
    return sorted(path.name for path in Path(settings.CARDS_ROOT).glob("*.png"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_a_picture_of_the_right_size_and_not_blank(client: Client, language: str) -> None:
    petition = builders.an_open_petition()

    response = client.get(address(petition, language))

    assert response["Content-Type"] == "image/png"
    assert colours(response.content) > 50
    assert "public" in response["Cache-Control"]
    assert "max-age=300" in response["Cache-Control"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert not response.cookies


def test_each_language_has_its_own(client: Client) -> None:
    petition = builders.an_open_petition()

    made = {client.get(address(petition, language)).content for language in LANGUAGES}

    assert len(made) == 6


def test_it_is_made_once_and_anew_when_it_says_something_else(
    client: Client, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = builders.an_open_petition()
    made = counting(monkeypatch)

    first = [client.get(address(petition)).content for _each in range(3)]
    builders.a_confirmed_signature(petition)
    signing.count_signatures()
    builders.forget_what_pages_keep()
    later = client.get(address(petition)).content

    assert len(set(first)) == 1
    assert later not in first
    assert made.total() == 2
    assert len(pictures(settings)) == 1


def test_a_cold_crowd_makes_it_once(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = builders.shown(builders.an_open_petition())
    made = counting(monkeypatch)

    with ThreadPoolExecutor(8) as pool:
        got = set(pool.map(card.of, [shown] * 24))

    assert len(got) == 1
    assert made.total() == 1


def test_whoever_has_it_is_not_sent_it_again(client: Client) -> None:
    petition = builders.an_open_petition()
    first = client.get(address(petition))

    again = client.get(address(petition), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")


def test_a_title_of_any_length_fits(client: Client) -> None:
    for title in ("A", "Justice " * 25, "Ż" * 200, "#set [page] $x$ \\ `code` <label>"):
        drawn = card.draw(
            {"title": title, "language": "pl", "state": "Petition", "count": "", "place": "a.b"}
        )
        assert colours(drawn) > 20


@pytest.mark.parametrize(
    ("total", "said"),
    [(0, 0), (7, 7), (99, 99), (100, 100), (109, 100), (1_234, 1_200), (98_765, 98_000)],
)
def test_a_rounded_number_never_promises_too_much(total: int, said: int) -> None:
    assert rules.rounded(total) == said


def test_what_is_not_public_has_no_picture(client: Client) -> None:
    petition = builders.a_drafted_petition()

    assert client.get(address(petition)).status_code == 404
    assert client.get("/en/petitions/never-written/card.png").status_code == 404


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_other_sites_what_to_show(client: Client, language: str) -> None:
    petition = builders.an_open_petition()
    where = f"http://testserver/{language}/petitions/{petition.slug}/"

    page: Any = html.fromstring(client.get(where).content.decode())

    def said(name: str) -> list[str]:
        return [str(each) for each in page.xpath(f"//meta[@property='{name}']/@content")]

    assert said("og:title") == [builders.shown(petition, language).title]
    assert said("og:image") == [f"{where}card.png"]
    assert said("og:url") == [where]
    assert said("og:description")[0]
    assert said("og:locale")[0].startswith(f"{language}_")
    assert len(said("og:locale:alternate")) == 5
    assert page.xpath("//meta[@name='twitter:card']/@content") == ["summary_large_image"]
    assert client.get(said("og:image")[0]).status_code == 200


def counting(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often a picture is really drawn; it is drawn all the same."""
    made: Counter[str] = Counter()
    draw = card.draw

    def drawn(words: dict[str, Any]) -> bytes:
        made["drawn"] += 1
        return draw(words)

    monkeypatch.setattr(card, "draw", drawn)
    return made
