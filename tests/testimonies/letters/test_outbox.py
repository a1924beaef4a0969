"""Letters are rows: they wait when the server is away, go once, and are never repeated blindly."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.utils.timezone import now

from testimonies.errors import Refusal
from testimonies.letters import actions as letters
from testimonies.models import CustodyEvent, DomainRest, Letter
from testimonies.models.letter import State
from tests.builders_review import an_administrator
from tests.testimonies.letters.conftest import (
    HANGS_UP_AFTER,
    HANGS_UP_BEFORE,
    REFUSES_ADDRESS,
    REFUSES_FOR_NOW,
    TAKES,
    TOO_MANY,
    Office,
)

pytestmark = pytest.mark.django_db


def write(subject: str = "Tere", *, to: str = "ona@example.org") -> Letter:
    return letters.queue("sign_in", to=to, language="en", subject=subject, text="Words.")


def states() -> list[str]:
    return list(Letter.objects.order_by("id").values_list("state", flat=True))


def time_passes(by: timedelta = timedelta(days=1)) -> None:
    for letter in Letter.objects.all():
        letter.next_attempt_at -= by
        letter.save(update_fields=["next_attempt_at"])
    DomainRest.objects.update(until=F("until") - by)


def test_what_is_due_goes_out_in_order_over_one_connection(office: Office) -> None:
    for subject in ("Ēna", "Žemė", "Їжак"):
        write(subject)

    assert letters.send_due() == 3

    assert office.post.arrived == ["Ēna", "Žemė", "Їжак"]
    assert office.post.connections == 1
    assert states() == [State.SENT] * 3
    assert letters.send_due() == 0


def test_a_letter_is_written_only_if_its_reason_is() -> None:
    with transaction.atomic():
        write()
        transaction.set_rollback(True)

    assert not Letter.objects.exists()


def test_while_the_server_is_away_letters_wait_and_then_go(office: Office) -> None:
    write()
    office.close()
    assert letters.send_due() == 0
    letter = Letter.objects.get()
    assert letter.state == State.QUEUED
    assert letter.problem == "ConnectionRefusedError"
    assert letter.attempts == 0

    office.open()
    assert letters.send_due() == 0  # not yet: the server is asked again after a pause
    time_passes()

    assert letters.send_due() == 1
    assert office.post.arrived == ["Tere"]
    assert Letter.objects.get().problem == ""


def test_a_letter_that_may_have_gone_is_marked_and_not_sent_again(office: Office) -> None:
    write()
    office.post.manner = HANGS_UP_AFTER
    letters.send_due()
    assert states() == [State.MAYBE_SENT]

    office.post.manner = TAKES
    time_passes()
    letters.send_due()

    assert office.post.arrived == ["Tere"]
    assert states() == [State.MAYBE_SENT]


def test_a_letter_that_cannot_have_gone_is_sent_again(office: Office) -> None:
    write()
    office.post.manner = HANGS_UP_BEFORE
    letters.send_due()
    assert states() == [State.QUEUED]

    office.post.manner = TAKES
    time_passes()
    letters.send_due()

    assert office.post.arrived == ["Tere"]
    assert states() == [State.SENT]


def test_a_broken_line_sets_aside_one_letter_and_no_other(office: Office) -> None:
    for subject in ("first", "second", "third"):
        write(subject)
    office.post.manner = HANGS_UP_AFTER

    letters.send_due()

    assert states() == [State.MAYBE_SENT, State.QUEUED, State.QUEUED]
    office.post.manner = TAKES
    time_passes()
    assert letters.send_due() == 2
    assert office.post.arrived == ["first", "second", "third"]


def test_a_server_that_wants_a_new_connection_gets_one_later(office: Office) -> None:
    for subject in ("first", "second", "third"):
        write(subject)
    office.post.manner = TOO_MANY
    assert letters.send_due() == 1
    assert states() == [State.SENT, State.QUEUED, State.QUEUED]

    office.post.manner = TAKES
    time_passes()

    assert letters.send_due() == 2
    assert sorted(office.post.arrived) == ["first", "second", "third"]


def test_an_address_that_nobody_has_is_given_up_at_once(office: Office) -> None:
    write()
    office.post.manner = REFUSES_ADDRESS

    letters.send_due()

    assert states() == [State.FAILED]
    assert Letter.objects.get().problem == "SMTPRecipientsRefused"


def test_a_refusal_for_now_is_tried_again_with_growing_pauses_and_given_up_in_the_end(
    office: Office,
) -> None:
    write()
    office.post.manner = REFUSES_FOR_NOW
    pauses = []
    while states() == [State.QUEUED]:
        letters.send_due()
        pauses.append(Letter.objects.get().next_attempt_at - now())
        time_passes()

    assert states() == [State.FAILED]
    assert len(pauses) == letters.MOST_ATTEMPTS
    assert timedelta(seconds=25) < pauses[0] < pauses[1] < pauses[2]


def test_one_impossible_letter_does_not_hold_up_the_others(office: Office) -> None:
    letters.queue("no_such_kind", to="ona@example.org", language="en")
    write("injected", to="ona@example.org\nBcc: all@example.org")
    write("after them")

    letters.send_due()

    assert office.post.arrived == ["after them"]
    assert states() == [State.QUEUED, State.QUEUED, State.SENT]


def test_a_killed_sender_leaves_its_letter_for_a_person(office: Office) -> None:
    letter = write()
    Letter.objects.filter(pk=letter.pk).update(
        state=State.SENDING, next_attempt_at=now() - timedelta(seconds=1)
    )

    letters.send_due()

    assert states() == [State.MAYBE_SENT]
    assert Letter.objects.get().problem == "sender died"
    assert office.post.arrived == []


def test_a_letter_in_another_senders_hands_is_left_there(office: Office) -> None:
    letter = write()
    Letter.objects.filter(pk=letter.pk).update(
        state=State.SENDING, next_attempt_at=now() + timedelta(seconds=60)
    )

    letters.send_due()

    assert states() == [State.SENDING]


def test_a_person_sends_it_again(office: Office) -> None:
    letter = write()
    Letter.objects.filter(pk=letter.pk).update(state=State.MAYBE_SENT, problem="sender died")

    letters.send_again(letter.pk, by=an_administrator())

    assert letters.send_due() == 1
    assert CustodyEvent.objects.get(event="letter.sent_again").by == an_administrator()
    with pytest.raises(Refusal):
        letters.send_again(letter.pk, by=an_administrator())
