"""The desk of petitions: who may do what there, and what it shows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from petitions.ledger import actions as ledger
from petitions.ledger import stamps
from petitions.models import Petition
from petitions.models.petition import State
from testimonies.models import CustodyEvent
from tests.builders_ledger import a_ledger
from tests.builders_review import (
    a_moderator,
    a_release_officer,
    an_administrator,
    another_moderator,
    signed_in,
)
from tests.builders_signing import a_drafted_petition, a_frozen_petition, an_open_petition, close

pytestmark = pytest.mark.django_db


def door(petition: Petition, button: str = "") -> str:
    return f"/admin/petitions/petition/{petition.slug}/" + (f"{button}/" if button else "")


def press(client: Client, petition: Petition, button: str, **said: str) -> int:
    """As a browser does: only what the page offers, with what its form holds."""
    page = client.get(door(petition)).text
    assert f"/{button}/" in page, button
    typed = {f"{button}-{name}": value for name, value in said.items()}
    return client.post(door(petition, button), typed).status_code


def test_a_petition_goes_from_draft_to_archive_between_two_people() -> None:
    petition = a_drafted_petition()
    admin, reviewer = signed_in(an_administrator()), signed_in(a_moderator())

    for client, button, said, state in (
        (admin, "submit-for-review", {}, State.IN_REVIEW),
        (reviewer, "send-back", {"reason": "The summary is too long"}, State.DRAFT),
        (admin, "submit-for-review", {}, State.IN_REVIEW),
        (reviewer, "freeze", {"version": "1"}, State.FROZEN),
        (admin, "open", {}, State.OPEN),
        (admin, "set-closing-date", {"closes_on": "2999-12-31"}, State.OPEN),
        (admin, "close", {"reason": "The house has decided"}, State.CLOSED),
        (admin, "archive", {}, State.ARCHIVED),
    ):
        assert press(client, petition, button, **said) == 302
        assert Petition.objects.get(pk=petition.pk).state == state


def test_no_single_click_closes_a_petition_for_ever() -> None:
    petition = an_open_petition()
    admin = signed_in(an_administrator())

    answer = admin.post(door(petition, "close"), {"close-reason": ""})

    assert "Write why, in a few words." in answer.text
    assert Petition.objects.get(pk=petition.pk).state == State.OPEN
    assert press(admin, petition, "close", reason="The house has decided") == 302
    closed = CustodyEvent.objects.get(event="petition.closed")
    assert closed.detail == {"reason": "The house has decided"}


def test_who_handed_it_in_is_told_that_somebody_else_reviews() -> None:
    petition = a_drafted_petition()
    admin = signed_in(an_administrator())
    press(admin, petition, "submit-for-review")

    answer = admin.post(door(petition, "freeze"), {"freeze-version": "1"})

    assert "Somebody else reviews it" in answer.text
    assert Petition.objects.get(pk=petition.pk).state == State.IN_REVIEW


def test_a_petition_sent_back_says_why_until_it_is_handed_in_again() -> None:
    petition = a_drafted_petition()
    admin, reviewer = signed_in(an_administrator()), signed_in(a_moderator())
    press(admin, petition, "submit-for-review")

    press(reviewer, petition, "send-back", reason="The summary is too long")

    assert "The summary is too long" in admin.get(door(petition)).text
    press(admin, petition, "submit-for-review")
    assert "The summary is too long" not in admin.get(door(petition)).text


def test_the_last_day_is_set_moved_and_removed() -> None:
    petition = a_frozen_petition()
    admin = signed_in(an_administrator())

    press(admin, petition, "set-closing-date", closes_on="2999-12-31")
    assert 'value="2999-12-31"' in admin.get(door(petition)).text
    press(admin, petition, "set-closing-date", closes_on="1.2.2999")
    assert str(Petition.objects.get(pk=petition.pk).closes_on) == "2999-02-01"
    press(admin, petition, "set-closing-date", closes_on="")
    assert Petition.objects.get(pk=petition.pk).closes_on is None

    answer = admin.post(
        door(petition, "set-closing-date"), {"set-closing-date-closes_on": "2020-01-01"}
    )
    assert "This day is over" in answer.text


def test_an_initiative_is_linked_only_where_it_is_signed(client: Client) -> None:
    petition = an_open_petition()
    admin = signed_in(an_administrator())
    field = "link-initiative-initiative_url"
    there = "https://citizens-initiative.europa.eu/initiatives/details/2026/000007_en"

    refused = admin.post(door(petition, "link-initiative"), {field: "https://example.org/eci"})
    taken = admin.post(door(petition, "link-initiative"), {field: there})

    assert "signed at the Commission" in refused.text
    assert taken.status_code == 302
    page = client.get(f"/en/petitions/{petition.slug}/").text
    assert f'href="{there}"' in page
    assert "never here" in page


def test_its_words_and_targets_are_there_to_read() -> None:
    petition = a_drafted_petition()

    page = signed_in(an_administrator()).get(door(petition)).text

    for text in petition.texts.all():
        assert text.title.split()[0] in page
        assert f"/preview/{text.language}/" in page
    assert "Lithuania" in page
    assert petition.slug in signed_in(a_release_officer()).get("/admin/petitions/petition/").text


@pytest.mark.usefixtures("with_authority")
def test_it_says_when_the_ledger_was_stamped_and_when_no_service_answers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition, admin = a_ledger(1), signed_in(an_administrator())
    ledger.stamp_due_checkpoints()
    stamped = admin.get(door(petition)).text
    settings.TSA_URL = "http://127.0.0.1:9/away"
    monkeypatch.setattr(stamps, "STAMPED_WITHIN", timedelta(0))
    soon_after = admin.get(door(petition)).text
    close(a_ledger(1))
    ledger.stamp_due_checkpoints()
    waiting = Petition.objects.latest("pk")

    assert "Ledger stamped" in stamped
    assert "No timestamp service" not in stamped + soon_after
    assert "No timestamp service has answered for hours." in admin.get(door(waiting)).text


def test_no_step_is_left_out() -> None:
    petition = a_drafted_petition()

    answer = signed_in(an_administrator()).post(door(petition, "open"))

    assert "cannot become" in answer.text
    assert Petition.objects.get(pk=petition.pk).state == State.DRAFT


def test_a_moderator_writes_and_reviews_and_opens_nothing() -> None:
    petition = a_frozen_petition()
    client = signed_in(another_moderator())

    assert "/open/" not in client.get(door(petition)).text
    for button in ("open", "close", "archive", "set-closing-date", "link-initiative"):
        assert client.post(door(petition, button)).status_code == 403


def test_a_release_officer_reads_and_changes_nothing() -> None:
    petition = a_drafted_petition()
    client = signed_in(a_release_officer())

    page = client.get(door(petition)).text
    assert "/submit-for-review/" not in page
    assert "/edit/" not in page
    for button in ("submit-for-review", "freeze", "send-back", "edit"):
        assert client.post(door(petition, button)).status_code == 403
