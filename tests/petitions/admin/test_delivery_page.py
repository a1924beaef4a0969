"""The page of a delivery says what is so now, and what a person has to do."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from petitions.deliveries import actions as deliveries
from petitions.deliveries.chasing import actions as chasing
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.pausing import actions as pausing
from petitions.deliveries.responding import actions as responding
from petitions.deliveries.withholding import actions as withholding
from petitions.models import Delivery
from petitions.models.delivery import State
from tests.builders_bundles import (
    a_petition_with,
    a_question,
    a_released_bundle,
    a_sent_delivery,
    an_acknowledged_delivery,
    sent_by,
    with_address,
)
from tests.builders_review import a_release_officer, signed_in
from tests.petitions.admin.test_bundles import DELIVERIES
from tests.petitions.admin.test_leaving import officer
from tests.petitions.deliveries.test_respond import an_outcome

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def page(delivery: Delivery) -> str:
    client = signed_in(a_release_officer())
    return client.get(f"{DELIVERIES}{delivery.uuid}/").content.decode()


def response_page(said: object) -> str:
    client = signed_in(a_release_officer())
    uuid = getattr(said, "uuid", "")
    return client.get(f"/admin/petitions/institutionresponse/{uuid}/").content.decode()


def asked_until_silent(delivery: Delivery) -> Delivery:
    with_address("registry@gov.example")
    for _time in range(chasing.MOST_REMINDERS + 1):
        Delivery.objects.update(chase_at=now() - timedelta(minutes=1))
        chasing.chase(delivery.pk)
    return Delivery.objects.get(pk=delivery.pk)


def test_what_fails_and_is_tried_again_stands_on_the_first_page(
    settings: Settings, tmp_path: Path
) -> None:
    petition = a_petition_with("Ona Petraitė")
    sent_by("drop")
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))
    client = signed_in(a_release_officer())
    before = client.get("/admin/").content.decode()
    settings.DROP_ROOT = tmp_path / "no folder"
    settings.DROP_ROOT.write_text("in the way")

    put_off = deliveries.send(delivery.pk)

    told = "1 delivery has failed and is tried again"
    shown = client.get("/admin/").content.decode()
    assert (put_off.state, put_off.problem) == (State.QUEUED, "The disk said: Not a directory.")
    assert told not in before
    assert told in shown
    assert str(delivery.uuid) in client.get(f"{DELIVERIES}?waits=again").content.decode()

    settings.DROP_ROOT = tmp_path / "drop"
    Delivery.objects.update(next_attempt_at=now())
    deliveries.send(delivery.pk)

    assert told not in client.get("/admin/").content.decode()
    assert str(delivery.uuid) not in client.get(f"{DELIVERIES}?waits=again").content.decode()


def test_a_closed_link_is_called_closed_and_cannot_be_closed_again() -> None:
    delivery = a_sent_delivery()
    before = page(delivery)

    entering.revoke_link(delivery.pk, reason="Lost", by=a_release_officer())

    shown = page(delivery)
    assert "Link to the desk opens until" in before
    assert "Link to the desk is closed since" in shown
    assert "opens until" not in shown
    for verb in ("revoke-link", "passcode"):
        assert f"/{verb}/" in before
        assert f"/{verb}/" not in shown
    assert "/renew-link/" in shown


def test_after_three_reminders_it_says_that_a_person_has_to_call() -> None:
    delivery = asked_until_silent(a_sent_delivery())

    silent = page(delivery)
    chasing.asked_in_person(delivery.pk, reason="They look", by=a_release_officer())

    assert "Call the institution, and ask." in silent
    assert "Comes back to a person" in page(delivery)
    assert "Next reminder" not in silent + page(delivery)


def test_that_none_of_the_signatures_is_valid_is_said() -> None:
    delivery = an_acknowledged_delivery()

    responding.count(delivery.pk, verified=0, invalid=2)

    assert re.search(r"Counted by them</dt>\s*<dd>\s*0\s*</dd>", page(delivery))


def test_who_writes_down_an_answer_is_not_asked_as_if_they_were_the_clerk() -> None:
    shown = page(an_acknowledged_delivery())

    assert "What they told us" in shown
    assert "Who said so" in shown
    for words in ("What do you want to tell?", "Your name", "on the next page", "your own site"):
        assert words not in shown


def test_what_stops_everything_comes_last() -> None:
    shown = page(a_sent_delivery())

    verbs = re.findall(rf'action="{DELIVERIES}[^/]+/([a-z-]+)/"', shown)

    assert verbs[0] == "passcode"
    assert verbs[-1] == "pause-all"


def test_paragraphs_of_an_institution_stay_paragraphs_and_run_nothing() -> None:
    delivery = an_acknowledged_delivery()
    asked = responding.ask(delivery.pk, text="First.\n\n<b>Second</b>.", clerk="R. K.")

    shown = response_page(asked)

    assert "<p>First.</p>" in shown
    assert "<p>&lt;b&gt;Second&lt;/b&gt;.</p>" in shown


def test_a_question_without_an_answer_shows_no_empty_line() -> None:
    asked = a_question(an_acknowledged_delivery())
    told = responding.tell(Delivery.objects.get().pk, an_outcome(), by=a_release_officer())

    assert "What everybody reads</dt>" not in response_page(asked) + response_page(told)


def test_what_was_withheld_says_no_day_on_which_its_link_was_closed() -> None:
    delivery = a_sent_delivery()
    withholding.close(delivery, "T-1 may no longer be sent.")

    shown = page(delivery)

    assert "T-1 may no longer be sent." in shown
    assert "Link to the desk" not in shown


def test_who_resumes_what_was_given_up_reads_that_it_is_not_sent_by_that() -> None:
    petition = a_petition_with("Ona Petraitė")
    sent_by("sftp")
    delivery = deliveries.send(Delivery.objects.get(bundle=a_released_bundle(petition)).pk)
    pausing.pause(delivery.pk, by=a_release_officer(), reason="Wait")

    client = officer()
    place = f"{DELIVERIES}{delivery.uuid}/resume/"
    answer = client.post(place, {"resume-reason": "Go on"}, follow=True).content.decode()

    assert delivery.state == State.FAILED
    assert "If it was given up, send it again." in answer
