"""The small page that other sites show in a frame: it tells, and it follows nobody."""

from __future__ import annotations

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from lxml import html
from pytest_django import DjangoAssertNumQueries

from petitions.campaigns.demo_texts import demo_texts
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
SHEET = Path("static/css/embed.css")


def test_it_may_be_framed_anywhere_and_leaves_nothing_behind(client: Client) -> None:
    petition = builders.an_open_petition()

    response = client.get(f"/embed/{petition.slug}/?lang=lt")

    policy = response["Content-Security-Policy"]
    assert "frame-ancestors *" in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert not response.has_header("X-Frame-Options")
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert response["Content-Language"] == "lt"


def test_nothing_else_may_be_framed(client: Client) -> None:
    petition = builders.an_open_petition()

    for address in (
        f"/en/petitions/{petition.slug}/",
        f"/en/petitions/{petition.slug}/sign/",
        f"/en/petitions/{petition.slug}/share/",
        "/embed/never-written/",
    ):
        response = client.get(address)
        assert response["X-Frame-Options"] == "DENY"
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"]
        assert response["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize("language", sorted(demo_texts()))
def test_it_is_small_runs_nothing_and_links_to_the_petition(client: Client, language: str) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    signing.count_signatures()
    builders.forget_what_pages_keep()

    content = client.get(f"/embed/{petition.slug}/?lang={language}").content

    assert len(content) + SHEET.stat().st_size < 10_000
    page: Any = html.fromstring(content.decode())
    assert page.get("lang") == language
    assert page.xpath("//script | //*[@style] | //iframe | //img") == []
    (link,) = page.xpath("//a")
    assert link.get("href") == f"http://testserver/{language}/petitions/{petition.slug}/"
    assert (link.get("target"), link.get("rel")) == ("_blank", "noopener")
    assert demo_texts()[language].title in page.text_content()
    assert "1" in page.xpath("string(//*[@class='count'])")


def test_without_a_language_it_speaks_the_reader_s(client: Client) -> None:
    petition = builders.an_open_petition()

    response = client.get(f"/embed/{petition.slug}/", headers={"Accept-Language": "et"})
    odd = client.get(f"/embed/{petition.slug}/?lang=xx")

    assert demo_texts()["et"].title in response.text
    assert "Accept-Language" in response["Vary"]
    assert demo_texts()["en"].title in odd.text


@pytest.mark.usefixtures("_within_one_moment")
def test_a_crowd_costs_no_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.get(f"/embed/{petition.slug}/?lang=en")

    with django_assert_num_queries(0):
        client.get(f"/embed/{petition.slug}/?lang=en")


def test_a_closed_petition_does_not_ask_to_be_signed(client: Client) -> None:
    petition = builders.a_closed_petition()

    page = client.get(f"/embed/{petition.slug}/?lang=en").text

    assert "Read and sign" not in page
    assert "Read the petition" in page


def test_the_page_to_tell_others_has_the_lines_to_copy(client: Client) -> None:
    petition = builders.an_open_petition()

    page = client.get(f"/lt/petitions/{petition.slug}/share/")

    found: Any = html.fromstring(page.content.decode())
    (lines,) = found.xpath("//textarea/text()")
    copied: Any = html.fromstring(f"<div>{lines}</div>")
    assert copied.xpath("//iframe/@src") == [f"http://testserver/embed/{petition.slug}/?lang=lt"]
    assert copied.xpath("//a/@href") == [f"http://testserver/lt/petitions/{petition.slug}/"]
    assert copied.xpath("//script") == []
    assert f"http://testserver/feeds/petitions/{petition.slug}.atom?lang=lt" in page.text
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    assert f"/lt/petitions/{petition.slug}/share/" in unescape(
        client.get(f"/lt/petitions/{petition.slug}/").text
    )
