"""Search engines find the public pages in every language, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from lxml import etree

from config import sitemap
from tests.builders_review import a_published_testimony, an_accepted_testimony
from tests.builders_signing import a_closed_petition, a_drafted_petition, an_open_petition

pytestmark = pytest.mark.django_db
NAMES = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}


def tree(client: Client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"] == "application/xml"
    assert "public" in response["Cache-Control"]
    return etree.fromstring(response.content)


def places(client: Client, address: str) -> list[str]:
    return [str(each) for each in tree(client, address).xpath("//s:loc/text()", namespaces=NAMES)]


def test_robots_are_told_where_the_map_is(client: Client) -> None:
    assert "Sitemap: http://testserver/sitemap.xml" in client.get("/robots.txt").text


def test_public_petitions_are_there_in_every_language_with_their_alternates(
    client: Client,
) -> None:
    opened, closed, draft = an_open_petition(), a_closed_petition(), a_drafted_petition()

    found = places(client, "/sitemaps/pages.xml")

    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        start = f"http://testserver/{language}/petitions"
        assert f"{start}/{opened.slug}/sign/" in found
        assert f"{start}/{closed.slug}/" in found
        assert f"{start}/{closed.slug}/sign/" not in found
        assert f"{start}/{draft.slug}/" not in found
    entry = tree(client, "/sitemaps/pages.xml")[0]
    alternates = entry.xpath("x:link[@rel='alternate']/@hreflang", namespaces=NAMES)
    assert alternates == ["en", "et", "lt", "lv", "pl", "uk"]


def test_testimonies_come_in_parts_and_only_published_ones(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = [a_published_testimony() for _each in range(3)]
    hidden = an_accepted_testimony()
    monkeypatch.setattr(sitemap, "PAGE", 2)

    maps = places(client, "/sitemap.xml")
    found = [place for address in maps[1:] for place in places(client, address)]

    assert len(maps) == 3
    assert len(found) == 3 * 6
    assert all(any(each.reference in place for place in found) for each in shown)
    assert not any(hidden.reference in place for place in found)
    assert client.get("/sitemaps/testimonies-9.xml").status_code == 404


def test_every_place_on_the_map_opens(client: Client) -> None:
    an_open_petition()

    for place in places(client, "/sitemaps/pages.xml"):
        if "/en/" in place:
            assert client.get(place, follow=True).status_code == 200, place
