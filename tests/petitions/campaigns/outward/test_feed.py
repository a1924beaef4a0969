"""News as Atom, by the rules of RFC 4287: who was told once is not told again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries, Settings

from petitions.campaigns.outward import rules
from petitions.campaigns.outward.feed import NEVER
from petitions.models import DayCount, Petition
from petitions.signing import actions as signing
from testimonies.institutions import actions as institutions
from testimonies.models import TargetProfile
from tests import builders_bundles as bundles
from tests import builders_signing as builders
from tests.builders_endorsements import a_published_endorsement, a_submitted_endorsement

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}
ONCE = ("id", "title", "updated")


def address(petition: Petition, language: str = "en") -> str:
    return f"/feeds/petitions/{petition.slug}.atom?lang={language}"


def read(client: Client, where: str) -> Any:
    builders.forget_what_pages_keep()
    response = client.get(where)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    root = etree.fromstring(response.content)
    must_be_atom(root, f"http://testserver{where}")
    return root


def must_be_atom(feed: Any, own: str) -> None:
    """RFC 4287, sections 4.1.1 and 4.1.2, and 3.3 and 4.2.6 for what stands in them."""
    assert feed.tag == f"{{{ATOM['a']}}}feed"
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert feed.xpath("a:author/a:name/text()", namespaces=ATOM) == ["Atmintis"]
    assert feed.xpath("a:link[@rel='self']/@href", namespaces=ATOM) == [own]
    assert len(feed.xpath("a:link[@rel='alternate']", namespaces=ATOM)) == 1
    entries = feed.xpath("a:entry", namespaces=ATOM)
    for each in (feed, *entries):
        for name in ONCE:
            assert len(each.xpath(f"a:{name}", namespaces=ATOM)) == 1, name
        for moment in each.xpath("a:updated/text() | a:published/text()", namespaces=ATOM):
            assert datetime.fromisoformat(moment).tzinfo is not None
        (identity,) = each.xpath("a:id/text()", namespaces=ATOM)
        assert ":" in identity
    for entry in entries:
        assert entry.xpath("a:link[@rel='alternate' or not(@rel)]/@href", namespaces=ATOM)
    ids = feed.xpath("a:entry/a:id/text()", namespaces=ATOM)
    assert len(ids) == len(set(ids))


def titles(feed: Any) -> list[str]:
    return [str(each) for each in feed.xpath("a:entry/a:title/text()", namespaces=ATOM)]


def ids(feed: Any) -> list[str]:
    return [str(each) for each in feed.xpath("a:entry/a:id/text()", namespaces=ATOM)]


def test_what_happened_to_a_petition_is_told_newest_first(client: Client) -> None:
    petition = builders.an_open_petition()
    a_published_endorsement(petition)
    a_submitted_endorsement(petition, name="Nobody has confirmed this")
    builders.close(petition)

    feed = read(client, address(petition))

    assert titles(feed) == [
        "Closed: it can no longer be signed",
        "Sibīrijas bērni supports this petition",
        "Open for signatures",
    ]
    updated = feed.xpath("a:updated/text()", namespaces=ATOM)
    assert updated == feed.xpath("a:entry[1]/a:updated/text()", namespaces=ATOM)


@pytest.mark.usefixtures("with_authority")
def test_bundles_are_told_when_they_have_gone_and_without_the_clerk(client: Client) -> None:
    sealed = bundles.a_sealed_bundle()
    delivery = bundles.an_acknowledged_delivery()
    petition = delivery.bundle.target.petition

    feed = read(client, address(petition))

    told = etree.tostring(feed, encoding="unicode")
    assert len(titles(feed)) == 4
    assert titles(feed)[0].endswith("has acknowledged bundle 1")
    assert titles(feed)[1].endswith("bundle 1 handed over")
    assert titles(feed)[2].endswith("bundle 1 released")
    assert "Kazlauskas" not in told
    assert "10-2/1" not in told
    assert titles(read(client, address(sealed.target.petition))) == ["Open for signatures"]


def test_a_round_number_is_news_with_its_day_and_not_its_minute(client: Client) -> None:
    petition = builders.an_open_petition()
    for day, total in ((date(2026, 5, 1), 99), (date(2026, 5, 2), 150), (date(2026, 5, 3), 1)):
        DayCount.objects.create(petition=petition, day=day, assurance="email", total=total)

    feed = read(client, address(petition))

    assert "100 people have signed and confirmed" in titles(feed)
    assert "200 people have signed and confirmed" in titles(feed)
    (told,) = feed.xpath(
        "a:entry[a:title[starts-with(., '100 ')]]/a:updated/text()", namespaces=ATOM
    )
    assert told == "2026-05-02T00:00:00+03:00"


def test_round_numbers_come_of_what_was_counted(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = builders.an_open_petition()
    monkeypatch.setattr(rules, "FIRST_MILESTONE", 2)
    for number in range(2):
        builders.a_confirmed_signature(
            petition, name=f"Signer {number}", email=f"{number}@example.org"
        )
    signing.count_signatures()

    assert "2 people have signed and confirmed" in titles(read(client, address(petition)))


def test_what_an_institution_asks_for_is_news_once_it_is_there(client: Client) -> None:
    institutions.load_reference()
    TargetProfile.objects.filter(code="gov-lt-letter").update(threshold=2)
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, name="One", email="one@example.org")
    signing.count_signatures()
    before = titles(read(client, address(petition)))
    builders.a_confirmed_signature(petition, name="Two", email="two@example.org")
    signing.count_signatures()

    after = titles(read(client, address(petition)))

    assert before == ["Open for signatures"]
    told = "Government of the Republic of Lithuania: the 2 signatures that it asks for are there"
    assert set(after) - set(before) == {told}


@pytest.mark.parametrize(
    ("days", "found"),
    [
        ([], []),
        ([(1, 99)], []),
        ([(1, 99), (2, 1)], [(100, 2)]),
        ([(1, 250), (2, 0), (3, 800)], [(100, 1), (200, 1), (500, 3), (1000, 3)]),
        ([(1, 100), (2, -1)], []),
    ],
)
def test_a_number_that_was_lost_again_is_no_news(
    days: list[tuple[int, int]], found: list[tuple[int, int]]
) -> None:
    told = rules.reached((date(2026, 5, day), signed) for day, signed in days)

    assert [(number, day.day) for number, day in told] == found


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_each_language_has_a_feed_with_names_that_stay(client: Client, language: str) -> None:
    petition = builders.an_open_petition()

    first = read(client, address(petition, language))
    again = read(client, address(petition, language))

    assert first.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert ids(first) == ids(again)
    assert ids(first)[0] == (
        f"tag:testserver,{petition.opened_at:%Y-%m-%d}:petitions/{petition.slug}/opened/{language}"
    )


def test_whoever_has_it_is_not_sent_it_again(client: Client) -> None:
    petition = builders.an_open_petition()
    first = client.get(address(petition))

    again = client.get(address(petition), headers={"If-None-Match": first["ETag"]})
    a_published_endorsement(petition)
    builders.forget_what_pages_keep()
    later = client.get(address(petition), headers={"If-None-Match": first["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert "public" in again["Cache-Control"]
    assert later.status_code == 200
    for response in (first, again, later):
        assert not response.cookies
        assert response["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.usefixtures("_within_one_moment")
def test_a_crowd_of_readers_costs_no_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.get(address(petition))

    with django_assert_num_queries(0):
        client.get(address(petition))


def test_the_feed_of_all_says_of_which_petition(client: Client) -> None:
    one, two = builders.an_open_petition(), builders.a_closed_petition()
    builders.a_drafted_petition("not-yet")

    feed = read(client, "/feeds/petitions.atom?lang=en")

    assert len(titles(feed)) == 3
    assert all(title.startswith(builders.shown(one).title) for title in titles(feed))
    assert {identity.split("/")[1] for identity in ids(feed)} == {one.slug, two.slug}


def test_a_feed_without_news_is_still_one_and_always_the_same(client: Client) -> None:
    feed = read(client, "/feeds/petitions.atom?lang=en")

    (updated,) = feed.xpath("a:updated/text()", namespaces=ATOM)
    assert datetime.fromisoformat(updated) == NEVER


def test_what_is_not_public_has_no_feed(client: Client) -> None:
    petition = builders.a_drafted_petition()

    assert client.get(address(petition)).status_code == 404


def test_signs_that_xml_refuses_break_no_feed(client: Client, settings: Settings) -> None:
    petition = builders.an_open_petition()
    a_published_endorsement(petition, name="Museum <&> \u0300“East”")

    assert "Museum <&> \u0300“East” supports this petition" in titles(
        read(client, address(petition))
    )


def test_programs_find_the_feed_from_the_page(client: Client) -> None:
    petition = builders.an_open_petition()

    page = client.get(f"/uk/petitions/{petition.slug}/").text

    assert 'type="application/atom+xml"' in page
    assert f'href="http://testserver/feeds/petitions/{petition.slug}.atom?lang=uk"' in page
