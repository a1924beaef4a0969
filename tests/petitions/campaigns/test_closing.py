"""The last day to sign: set, moved, over, and noticed by the clock."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from petitions import tasks
from petitions.campaigns import actions as campaigns
from petitions.models import Petition, Signature
from petitions.models.petition import State
from petitions.models.signature import State as SignatureState
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from testimonies.models.custody import Actor
from testimonies.privacy import tokens
from tests import builders_signing as builders
from tests.builders_review import an_administrator

pytestmark = pytest.mark.django_db


def the_day_passes(petition: Petition, *, days_ago: int = 1) -> Petition:
    """It was set when it lay ahead, and the nights have gone by."""
    campaigns.set_closing_date(petition.pk, localdate(), by=an_administrator())
    Petition.objects.filter(pk=petition.pk).update(
        closes_on=localdate() - timedelta(days=days_ago)
    )
    builders.forget_what_pages_keep()
    return Petition.objects.get(pk=petition.pk)


def test_the_day_is_set_moved_and_removed_and_each_is_recorded() -> None:
    petition, admin = builders.an_open_petition(), an_administrator()
    soon, later = localdate() + timedelta(days=5), localdate() + timedelta(days=50)

    campaigns.set_closing_date(petition.pk, soon, by=admin)
    campaigns.set_closing_date(petition.pk, later, by=admin)
    removed = campaigns.set_closing_date(petition.pk, None, by=admin)

    assert removed.closes_on is None
    lines = CustodyEvent.objects.filter(event="petition.closing_date_set").order_by("id")
    assert [line.detail for line in lines] == [
        {"before": "", "now": soon.isoformat()},
        {"before": soon.isoformat(), "now": later.isoformat()},
        {"before": later.isoformat(), "now": ""},
    ]


def test_a_day_that_is_over_is_refused() -> None:
    petition = builders.an_open_petition()

    with pytest.raises(Refusal, match="is over"):
        campaigns.set_closing_date(petition.pk, date(2020, 1, 1), by=an_administrator())

    petition.refresh_from_db()
    assert petition.closes_on is None


def test_on_its_last_day_people_still_sign(client: Client) -> None:
    petition = builders.an_open_petition()
    campaigns.set_closing_date(petition.pk, localdate(), by=an_administrator())
    builders.forget_what_pages_keep()

    tasks.close_petitions()

    assert client.get(f"/en/petitions/{petition.slug}/").status_code == 200
    builders.a_confirmed_signature(petition)
    assert Petition.objects.get(pk=petition.pk).state == State.OPEN


def test_after_it_nobody_signs_or_confirms_even_before_the_clock_has_struck(
    client: Client,
) -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition)
    campaign, answers = builders.shown(petition), builders.a_signing(petition, name="Late")
    proven = builders.a_proven(petition)
    the_day_passes(petition)

    with pytest.raises(Refusal, match="closed"):
        signing.sign(campaign, answers, language="en")
    with pytest.raises(Refusal, match="closed"):
        signing.confirm(waiting.uuid)
    with pytest.raises(Refusal, match="closed"):
        signing.sign_proven(campaign, proven)

    assert Signature.objects.get().state == SignatureState.PENDING
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, waiting.uuid)}/"
    assert client.post(link).status_code == 409
    assert client.get(f"/en/petitions/{petition.slug}/sign/").status_code == 409
    page = client.get(f"/en/petitions/{petition.slug}/").text
    assert "Petition, closed on" in page
    assert "/sign/" not in page


def test_the_clock_closes_what_is_overdue_once() -> None:
    petition = the_day_passes(builders.an_open_petition())
    builders.an_open_petition("goes-on")

    tasks.close_petitions()
    tasks.close_petitions()

    petition.refresh_from_db()
    assert petition.state == State.CLOSED
    assert petition.closed_at is not None
    line = CustodyEvent.objects.get(event="petition.closed")
    assert (line.actor, line.by) == (Actor.SYSTEM, None)
    assert petition.closes_on
    assert line.detail == {"closes_on": petition.closes_on.isoformat()}
    assert Petition.objects.get(slug="goes-on").state == State.OPEN


def test_a_petition_whose_day_is_over_is_not_opened() -> None:
    petition = the_day_passes(builders.a_frozen_petition())

    with pytest.raises(Refusal, match="is over"):
        campaigns.open_petition(petition.pk, by=an_administrator())


def test_the_time_that_an_institution_gives_closes_nothing(client: Client) -> None:
    petition = builders.an_open_petition(targets=["verkhovna-rada-petition", "gov-ee-letter"])
    day = builders.shown(petition).targets[0].window_ends_on
    assert day == localdate() + timedelta(days=90)
    Petition.objects.filter(pk=petition.pk).update(opened_at="2026-01-01T12:00Z")
    builders.forget_what_pages_keep()

    tasks.close_petitions()

    page = " ".join(client.get(f"/en/petitions/{petition.slug}/").text.split())
    assert "The time that this institution gives ended on 1 April 2026" in page
    assert Petition.objects.get(pk=petition.pk).state == State.OPEN
