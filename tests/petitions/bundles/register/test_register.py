"""Every bundle that was released is on a public list, with its digests and without a name."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from lxml import etree
from pytest_django import DjangoAssertNumQueries

from petitions.bundles import actions as bundles
from petitions.bundles.register import queries
from petitions.campaigns.openapi import BUNDLES
from petitions.models import Bundle
from petitions.models.bundle import Content
from tests import builders_signing as builders
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    an_acknowledged_delivery,
)
from tests.builders_review import a_release_officer
from tests.petitions.campaigns.outward.test_feed import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def page(client: Client, where: str = "/en/bundles/") -> str:
    builders.forget_what_pages_keep()
    response = client.get(where)
    assert response.status_code == 200
    return response.content.decode()


def several_released(number: int) -> list[Bundle]:
    """Copies of one that was really released; the newest last."""
    first = a_released_bundle()
    made = [first]
    for step in range(1, number):
        copy = Bundle.objects.get(pk=first.pk)
        copy.pk, copy.uuid, copy.number = None, uuid4(), step + 1
        copy.identity, copy.sha256 = f"{step:064x}", f"{step + 1000:064x}"
        copy.cut_off = first.cut_off + timedelta(hours=step)
        copy.released_at = (first.released_at or first.cut_off) + timedelta(hours=step)
        copy.save()
        made.append(copy)
    return made


def test_a_released_bundle_is_listed_with_its_digests(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    bundle = delivery.bundle

    shown = page(client)

    assert f", bundle {bundle.number}" in shown
    assert bundle.identity in shown
    assert bundle.sha256 in shown
    assert "2 signatures" in shown
    assert "not yet" not in shown


def test_nobody_is_named(client: Client) -> None:
    an_acknowledged_delivery()

    for where in ("/en/bundles/", "/api/v1/bundles", "/feeds/bundles.atom"):
        shown = page(client, where)
        for name in ("Ona", "Petrait", "Ozols", "Kazlauskas", "10-2/1", "Checked in DigiDoc"):
            assert name not in shown, where


@pytest.mark.parametrize("make", [a_frozen_bundle, a_sealed_bundle])
def test_what_has_not_been_released_is_not_listed(client: Client, make: type) -> None:
    bundle = make()

    assert "No bundle has been released yet." in page(client)
    assert client.get("/api/v1/bundles").json() == {"bundles": [], "next": None}
    assert queries.find(bundle.identity or "0" * 64) is None


def test_a_discarded_bundle_is_a_number_that_explains_the_gap(client: Client) -> None:
    bundle = a_sealed_bundle()
    bundles.discard(bundle.pk, by=a_release_officer(), reason="Ona Petraitė called")

    shown = page(client)
    [told] = client.get("/api/v1/bundles").json()["bundles"]

    assert ", bundle 1" in shown
    assert "before it was released" in shown
    assert "Ona" not in shown
    assert bundle.identity not in shown
    assert told["number"] == 1
    assert told["discarded_at"]
    for name in ("identity", "sha256", "signatures", "released_at", "seal_level"):
        assert told[name] is None
    assert queries.find(bundle.identity) is None
    assert "No bundle has been released yet." not in shown


def test_what_was_taken_back_after_its_release_keeps_its_digests_and_says_so(
    client: Client,
) -> None:
    bundle = a_released_bundle()
    bundles.discard(bundle.pk, by=a_release_officer(), reason="Somebody withdrew")

    assert "taken back before it was handed over" in page(client)
    assert bundle.identity in page(client)
    asked = page(client, f"/en/verify/bundle/?digest={bundle.identity}")
    assert "Do not rely on it." in asked
    assert "We released this bundle." not in asked


def test_of_testimonies_and_claims_there_is_no_number(client: Client) -> None:
    bundle = a_released_bundle()
    bundle.pk, bundle.uuid, bundle.content = None, uuid4(), Content.RECORDS
    bundle.frozen = {"counts": {"testimonies": 7, "claims": 3}}
    bundle.save()

    [told, _signatures] = client.get("/api/v1/bundles").json()["bundles"]

    assert (told["content"], told["signatures"], told["withdrawals"]) == ("records", None, None)
    assert "How many is not public." in page(client)


def test_a_page_of_older_ones_never_changes(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_rest, fourth, fifth = several_released(5)
    monkeypatch.setattr(queries, "PAGE", 2)
    found = queries.page(most=2)
    assert found
    assert [each.number for each in found.entries] == [5, 4]
    older = queries.page(found.older, most=2)
    assert older

    newer = Bundle.objects.get(pk=fifth.pk)
    newer.pk, newer.uuid, newer.number = None, uuid4(), 6
    newer.cut_off += timedelta(hours=1)
    newer.released_at = (newer.released_at or newer.cut_off) + timedelta(hours=1)
    newer.save()

    assert queries.page(fourth.uuid, most=2) == older
    assert [each.number for each in older.entries] == [3, 2]
    last = queries.page(older.older, most=2)
    assert last
    assert [each.number for each in last.entries] == [1]
    assert last.older is None


def test_those_released_in_one_moment_are_each_listed_once() -> None:
    made = several_released(5)
    Bundle.objects.update(released_at=made[0].released_at)

    numbers, before = [], None
    while found := queries.page(before, most=2):
        numbers += [each.number for each in found.entries]
        before = found.older
        if before is None:
            break

    assert numbers == [5, 4, 3, 2, 1]


def test_the_json_leads_from_page_to_page(client: Client) -> None:
    several_released(queries.PAGE + 1)

    first = client.get("/api/v1/bundles").json()
    second = client.get(first["next"].removeprefix("http://testserver")).json()

    assert len(first["bundles"]) == queries.PAGE
    assert [each["number"] for each in second["bundles"]] == [1]
    assert second["next"] is None
    for told in (*first["bundles"], *second["bundles"]):
        assert set(told) == set(BUNDLES["properties"]["bundles"]["items"]["properties"])


@pytest.mark.parametrize("before", ["", "x", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_page_is_a_404(client: Client, before: str) -> None:
    assert client.get(f"/en/bundles/?before={before}").status_code == 404
    response = client.get(f"/api/v1/bundles?before={before}")
    assert response.status_code == 404
    assert "error" in response.json()


def test_a_bundle_that_is_not_released_is_no_page(client: Client) -> None:
    bundle = a_sealed_bundle()

    assert client.get(f"/en/bundles/?before={bundle.uuid}").status_code == 404


def test_a_page_costs_few_queries_however_many_there_are(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    several_released(20)
    page(client)

    with django_assert_max_num_queries(10):
        page(client)


def test_anybody_may_keep_a_copy(client: Client) -> None:
    a_released_bundle()

    for where in ("/en/bundles/", "/api/v1/bundles", "/feeds/bundles.atom"):
        response = client.get(where)
        assert "public" in response["Cache-Control"]
        assert not response.cookies


def test_the_feed_tells_each_release_once_and_keeps_its_name(client: Client) -> None:
    bundle = a_released_bundle()

    feed = read(client, "/feeds/bundles.atom?lang=en")
    again = read(client, "/feeds/bundles.atom?lang=en")

    assert etree.tostring(feed) == etree.tostring(again)
    [entry] = feed.findall("{*}entry")
    assert entry.findtext("{*}title").endswith(f": bundle {bundle.number} released")
    assert bundle.identity in entry.findtext("{*}summary")
    [link] = entry.findall("{*}link")
    answer = client.get(link.get("href").removeprefix("http://testserver"))
    assert "We released this bundle." in answer.content.decode()


def test_the_page_speaks_the_reader_s_language(client: Client) -> None:
    a_released_bundle(a_petition_with("Ona"))

    shown = page(client, "/lt/bundles/")

    assert '<html lang="lt">' in shown


def test_a_second_bundle_comes_first(client: Client) -> None:
    petition = a_petition_with("Ona")
    first = a_released_bundle(petition)
    builders.a_confirmed_signature(petition, name="Later", email="later@example.org")
    second = a_released_bundle(petition)

    told = client.get("/api/v1/bundles").json()["bundles"]

    assert [each["identity"] for each in told] == [second.identity, first.identity]
