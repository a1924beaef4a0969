"""From the letter's button to the public list, and back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.storage import storages
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate, now

from petitions.campaigns.endorsements import actions as endorsements
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.models import Endorsement, Petition
from petitions.models.endorsement import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Letter
from testimonies.models.evidence import Scan
from tests import builders_endorsements as builders
from tests.builders_review import a_moderator
from tests.builders_signing import an_open_petition, close, letters_sent

pytestmark = pytest.mark.django_db


def door(endorsement: Endorsement, more: str = "") -> str:
    return f"/en/endorsements/{builders.an_endorsement_token(endorsement)}/{more}"


def kinds() -> list[str]:
    return list(Letter.objects.order_by("pk").values_list("kind", flat=True))


def events() -> list[str]:
    found = CustodyEvent.objects.filter(event__startswith="endorsement").order_by("pk")
    return list(found.values_list("event", flat=True))


def state_of(endorsement: Endorsement) -> str:
    return Endorsement.objects.get(pk=endorsement.pk).state


def test_opening_the_link_does_nothing_and_the_button_confirms_once(client: Client) -> None:
    made = builders.a_submitted_endorsement()

    opened = client.get(door(made))
    before = state_of(made)
    pressed = [client.post(door(made)) for _press in range(2)]

    assert "Yes, our organisation supports this petition" in opened.text
    assert before == State.SUBMITTED
    assert [each.status_code for each in pressed] == [302, 302]
    assert state_of(made) == State.CONFIRMED
    assert kinds() == ["endorsement_confirm", "endorsement_received"]
    assert "A moderator reads your endorsement" in client.get(door(made)).text


def test_another_site_cannot_press_the_button(client: Client) -> None:
    made = builders.a_submitted_endorsement()

    client.post(door(made), headers={"Origin": "https://evil.example"})

    assert state_of(made) == State.SUBMITTED


def test_a_forged_or_old_link_leads_nowhere(client: Client) -> None:
    made = builders.a_submitted_endorsement()
    Endorsement.objects.update(submitted_at=now() - timedelta(days=31))

    for address in (door(made), f"/en/endorsements/{'A' * 43}/"):
        assert client.get(address).status_code == 404
        assert client.post(address).status_code == 404
    assert state_of(made) == State.SUBMITTED


def test_after_the_close_nobody_confirms_but_what_is_confirmed_may_be_shown(
    client: Client,
) -> None:
    petition = an_open_petition()
    late, early = (
        builders.a_submitted_endorsement(petition, name="Late"),
        builders.a_confirmed_endorsement(petition, name="Early"),
    )
    close(petition)

    answer = client.post(door(late))
    endorsements.publish(early.pk, by=a_moderator())

    assert answer.status_code == 409
    assert state_of(late) == State.SUBMITTED
    assert state_of(early) == State.PUBLISHED


def test_after_the_last_day_nobody_endorses_or_confirms_though_nobody_has_closed_it_yet() -> None:
    petition = an_open_petition()
    late = builders.a_submitted_endorsement(petition, name="Late")
    Petition.objects.filter(pk=petition.pk).update(closes_on=localdate() - timedelta(days=1))

    with pytest.raises(Refusal):
        endorsements.confirm(late.uuid)
    with pytest.raises(Refusal):
        builders.a_submitted_endorsement(petition, name="Later")

    assert list(Endorsement.objects.values_list("name", "state")) == [("Late", State.SUBMITTED)]
    assert events() == ["endorsement.submitted"]


def test_each_step_writes_a_letter_and_a_line(client: Client) -> None:
    made = builders.a_published_endorsement(language="uk")

    endorsements.withdraw(made.pk)

    assert kinds() == [
        "endorsement_confirm",
        "endorsement_received",
        "endorsement_published",
        "endorsement_withdrawn",
    ]
    assert events() == [
        "endorsement.submitted",
        "endorsement.confirmed",
        "endorsement.mandate_scanned",
        "endorsement.published",
        "endorsement.withdrawn",
    ]
    assert set(Letter.objects.values_list("language", flat=True)) == {"uk"}
    told = " ".join(str(CustodyEvent.objects.values_list("detail", flat=True)))
    assert "Dzintra" not in told
    assert "office@" not in told


def test_the_letters_can_be_read_in_every_language() -> None:
    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        made = builders.a_published_endorsement(language=language, email=f"{language}@a.example")
        endorsements.withdraw(made.pk, by=a_moderator(), reason="The board has changed its mind.")
        other = builders.a_confirmed_endorsement(language=language, name="Other")
        endorsements.decline(other.pk, by=a_moderator(), reason="The decision is not signed.")

    letters = letters_sent()

    assert len(letters) == 6 * 7
    assert all(letter.subject and "{{" not in str(letter.body) for letter in letters)
    assert "The decision is not signed." in str(letters[-1].body)


def test_a_link_in_a_name_is_none_in_our_letters() -> None:
    builders.a_submitted_endorsement(name="Win at evil.example/now")

    letter = letters_sent()[-1]

    assert "evil.example" not in str(letter.body)


def test_the_organisation_withdraws_by_its_link(client: Client) -> None:
    made = builders.a_published_endorsement()

    asked = client.get(door(made, "withdraw/"))
    client.post(door(made, "withdraw/"))
    again = client.post(door(made, "withdraw/"))

    assert "Withdraw the endorsement?" in asked.text
    assert state_of(made) == State.WITHDRAWN
    assert again.status_code == 302
    assert kinds().count("endorsement_withdrawn") == 1
    assert "The endorsement is withdrawn" in client.get(door(made)).text


def test_staff_withdraw_with_a_reason_only() -> None:
    made = builders.a_published_endorsement()

    with pytest.raises(Refusal):
        endorsements.withdraw(made.pk, by=a_moderator())

    assert state_of(made) == State.PUBLISHED
    assert "endorsement.withdrawn" not in events()


@pytest.mark.parametrize("reason", ["", " "])
def test_whoever_declines_says_why(reason: str) -> None:
    made = builders.a_confirmed_endorsement()

    with pytest.raises(Refusal):
        endorsements.decline(made.pk, by=a_moderator(), reason=reason)

    assert state_of(made) == State.CONFIRMED
    assert "endorsement.declined" not in events()


def test_what_nobody_could_read_is_not_published() -> None:
    made = endorsements.confirm(builders.a_submitted_endorsement().uuid)

    with pytest.raises(Refusal, match="no checked copy"):
        endorsements.publish(made.pk, by=a_moderator())

    assert state_of(made) == State.CONFIRMED
    assert "endorsement.published" not in events()


def test_one_organisation_supports_a_petition_once() -> None:
    petition = an_open_petition()
    builders.a_published_endorsement(petition)
    twin = builders.a_confirmed_endorsement(petition, name="SIBĪRIJAS  bērni")

    with pytest.raises(Refusal, match="supports the petition already"):
        endorsements.publish(twin.pk, by=a_moderator())

    assert state_of(twin) == State.CONFIRMED


@pytest.mark.parametrize(
    "change",
    [
        {"state": "published"},
        {"state": "declined"},
        {"state": "withdrawn"},
        {"members": 0},
        {"website": "http://example.org/"},
    ],
    ids=str,
)
def test_the_database_keeps_the_promises_too(change: dict[str, Any]) -> None:
    made = builders.a_submitted_endorsement()

    with pytest.raises(IntegrityError), transaction.atomic():
        Endorsement.objects.filter(pk=made.pk).update(**change)


def test_moderators_get_a_clean_copy_and_leave_a_line() -> None:
    made = builders.a_confirmed_endorsement()

    file, kind = mandates.hand_out(made.pk, by=a_moderator())

    with file:
        copy = file.read()
    assert kind == "application/pdf"
    assert b"evil" not in copy
    assert events()[-1] == "endorsement.mandate_read"


def test_what_is_never_confirmed_is_erased_with_its_files() -> None:
    old, new = builders.a_submitted_endorsement(), builders.a_submitted_endorsement()
    Endorsement.objects.filter(pk=old.pk).update(submitted_at=now() - timedelta(days=31))

    endorsements.sweep()
    mandates.erase_orphans(at=now() + timedelta(days=2))

    assert list(Endorsement.objects.all()) == [new]
    assert not storages["evidence"].exists(old.mandate_path)
    assert storages["evidence"].exists(new.mandate_path)


def test_a_lost_nudge_is_made_up_for() -> None:
    made = endorsements.confirm(builders.a_submitted_endorsement().uuid)

    endorsements.sweep()

    assert Endorsement.objects.get(pk=made.pk).scan == Scan.CLEAN
