"""For half a minute whoever decided takes it back, as if it had not been; custody says both."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from accounts.models import User
from testimonies.conflicts import actions as conflicts
from testimonies.custody import actions as chain
from testimonies.custody import queries as custody
from testimonies.intake import actions as intake
from testimonies.letters import actions as letters
from testimonies.models import (
    CustodyEvent,
    Flag,
    Letter,
    Message,
    OpenDecision,
    Submission,
)
from testimonies.models.conflict import Tie
from testimonies.models.letter import State
from testimonies.review.undoing import actions as undoing
from testimonies.review.undoing import standing
from tests.builders_claims import (
    a_submitted_claim,
    an_assessor,
    checked,
)
from tests.builders_flags import a_flag
from tests.builders_intake import a_submitted_testimony
from tests.builders_restraints import held
from tests.builders_review import (
    a_moderator,
    a_published_testimony,
    a_testimony_in_review,
    another_moderator,
    signed_in,
)

pytestmark = pytest.mark.django_db

QUEUE = "/admin/testimonies/submission/"
OPEN = re.compile(r'name="decision" value="([^"]+)"')
READ = {"plausibility": "fits", "support": "told", "words": "As in the list of the train."}
EXPLAINED = {"reason": "not_serious", "explanation": "We are sorry."}


Step = tuple[Callable[[], User], str, dict[str, str]]

#: One testimony on its way; each step is taken back, and taken again.
OF_A_TESTIMONY: tuple[Step, ...] = (
    (a_moderator, "take", {}),
    (another_moderator, "take-over", {"reason": "She is ill."}),
    (another_moderator, "give-back", {}),
    (a_moderator, "ask", {"question": "Which year?"}),
    (a_moderator, "sort", {}),  # while the clock stands still
    (a_moderator, "take-up", {}),
    (a_moderator, "note", {"body": "Fond R-1."}),
    (a_moderator, "decline", EXPLAINED),
    (a_moderator, "take-up", {}),
    (a_moderator, "accept", {}),
    (another_moderator, "send-back", {"note": "Look at the dates."}),
    (a_moderator, "accept", {}),
    (another_moderator, "second-accept", {}),
    (a_moderator, "publish", {}),
    (a_moderator, "unpublish", {}),
)
OF_A_CLAIM: tuple[Step, ...] = (
    (an_assessor, "acknowledge", {}),
    (an_assessor, "not-recordable", {**EXPLAINED, "reason": "outside_period"}),
    (an_assessor, "acknowledge", {}),
    (an_assessor, "record", {}),
    (an_assessor, "assess", READ),
    (partial(an_assessor, "another"), "second-assess", READ),
)


@pytest.mark.parametrize(
    ("build", "steps"),
    [(a_submitted_testimony, OF_A_TESTIMONY), (a_submitted_claim, OF_A_CLAIM)],
    ids=["testimony", "claim"],
)
def test_each_decision_is_taken_back_as_if_it_had_not_been(
    build: Callable[[], Submission], steps: tuple[Step, ...]
) -> None:
    submission = build()

    for who, verb, said in steps:
        if verb == "record":
            checked(submission.claim.pk)
        client = signed_in(who())
        before, waiting = standing.of(submission), Letter.objects.count()
        assert press(client, submission, verb, **said) == 302
        after = standing.of(submission)
        take_back(client, submission)
        assert standing.of(submission) == before, verb
        assert Letter.objects.count() == waiting
        _must_say_both()
        press(client, submission, verb, **said)
        assert after != before, verb

    chain.extend_chain()
    assert custody.verify_chain().is_whole


def test_the_letter_waits_as_long_as_its_reason_and_goes_then() -> None:
    submission = in_review()
    client = signed_in(a_moderator())
    letters.send_due()
    press(client, submission, "decline", **EXPLAINED)
    letter = Letter.objects.get(kind="message_to_submitter")
    other = letters.queue("way_back", to="jonas@example.org", language="en", return_url="/")

    letters.send_due()
    letter.refresh_from_db()
    other.refresh_from_db()
    assert (letter.state, other.state) == (State.QUEUED, State.SENT)

    Letter.objects.filter(pk=letter.pk).update(next_attempt_at=now())
    letters.send_due()
    letter.refresh_from_db()
    assert (letter.state, letter.problem) == (State.SENT, "")


def test_a_letter_that_has_gone_brings_nothing_back() -> None:
    submission = in_review()
    client = signed_in(a_moderator())
    press(client, submission, "write", body="Thank you.")
    Letter.objects.filter(kind="message_to_submitter").update(state=State.MAYBE_SENT)

    assert "The letter has gone already" in take_back(client, submission)
    assert Message.objects.count() == 1


def test_after_half_a_minute_it_stands() -> None:
    submission = in_review()
    client = signed_in(a_moderator())
    press(client, submission, "accept")
    page = client.get(f"{QUEUE}{submission.reference}/").content.decode()
    ago = now() - timedelta(minutes=1)
    OpenDecision.objects.update(at=ago, until=ago + timedelta(seconds=30))

    answer = _undo(client, submission, OPEN.findall(page)[0])

    assert "Half a minute is over" in answer
    assert not OPEN.search(answer)
    assert standing.of(submission)["Testimony"][str(submission.testimony.pk)]["workflow"] == (
        "second_review"
    )
    assert undoing.forget() == 1
    assert not OpenDecision.objects.exists()


def _second_reader_accepts(submission: Submission) -> None:
    press(signed_in(another_moderator()), submission, "second-accept")


def _submitter_writes(submission: Submission) -> None:
    intake.answer(submission.case_id, "It was in 1949.")


def _submitter_takes_back(submission: Submission) -> None:
    intake.withdraw(submission.pk)


@pytest.mark.parametrize(
    "meanwhile", [_second_reader_accepts, _submitter_writes, _submitter_takes_back, a_flag]
)
def test_what_others_have_done_since_makes_it_impossible(
    meanwhile: Callable[[Submission], Any],
) -> None:
    submission = in_review()
    client = signed_in(a_moderator())
    press(client, submission, "accept")
    page = client.get(f"{QUEUE}{submission.reference}/").content.decode()
    meanwhile(submission)
    stands = standing.of(submission)

    answer = _undo(client, submission, OPEN.findall(page)[0])

    assert "it cannot be taken back" in answer
    assert standing.of(submission) == stands
    assert not CustodyEvent.objects.filter(event="submission.decision_undone").exists()


def test_nobody_takes_back_what_somebody_else_decided_and_an_older_tab_nothing_newer() -> None:
    submission = in_review()
    mine, theirs = signed_in(a_moderator()), signed_in(another_moderator())
    press(mine, submission, "note", body="Fond R-1.")
    first = OpenDecision.objects.get().uuid
    press(mine, submission, "accept")
    newest = OpenDecision.objects.get().uuid

    assert not OPEN.search(theirs.get(f"{QUEUE}{submission.reference}/").content.decode())
    for client, decision in ((theirs, newest), (mine, first), (mine, "nonsense")):
        assert "it cannot be taken back" in _undo(client, submission, str(decision))
    assert Message.objects.count() == 1
    _undo(mine, submission, str(newest))

    assert "it cannot be taken back" in _undo(mine, submission, str(newest))  # a second click


def test_what_was_typed_stands_in_its_form_again() -> None:
    submission = in_review()
    client = signed_in(a_moderator())
    press(client, submission, "ask", question="Which year was it?")
    assert "Which year was it?" in take_back(client, submission)
    press(client, submission, "decline", **EXPLAINED)

    letter = take_back(client, submission)

    assert "We are sorry.</textarea>" in letter
    assert 'value="not_serious"' in letter


def test_a_doubt_that_took_it_out_of_the_archive_is_taken_back_with_that() -> None:
    submission = a_published_testimony().submission
    client = signed_in(a_moderator())
    before = standing.of(submission)
    place = f"{QUEUE}{submission.reference}/doubts/"
    client.post(f"{place}raise/", {"kind": "living_person", "passage": "", "why": "He may live."})
    assert Flag.objects.count() == 1

    page = client.get(place).content.decode()
    _undo(client, submission, OPEN.findall(page)[0])

    assert standing.of(submission) == before
    assert not Flag.objects.exists()


def test_a_closed_doubt_is_open_again() -> None:
    flag = a_flag(a_submitted_testimony())
    submission = flag.submission
    client = signed_in(another_moderator())
    prefix = str(flag.uuid)[:8]
    said = {f"{prefix}-outcome": "harmless", f"{prefix}-why": "It harms nobody."}
    client.post(f"{QUEUE}{submission.reference}/doubts/{flag.uuid}/close/", said)
    assert not Flag.objects.open().exists()

    take_back(client, submission)

    assert Flag.objects.open().get().told_at_close is None


def test_what_the_law_keeps_is_not_taken_back() -> None:
    submission = in_review()
    held(submission.case)
    client = signed_in(a_moderator())
    press(client, submission, "note", body="Fond R-1.")

    assert "must be kept for now" in take_back(client, submission)
    assert Message.objects.count() == 1


def test_nothing_goes_back_into_the_hands_of_whoever_keeps_away_by_now() -> None:
    submission = a_submitted_testimony()
    press(signed_in(another_moderator()), submission, "take")
    client = signed_in(a_moderator())
    press(client, submission, "take-over", reason="She is ill.")
    other = another_moderator()
    conflicts.declare(submission.reference, Tie.FAMILY, of=other, by=other)

    assert "Somebody keeps away from it by now" in take_back(client, submission)


def in_review() -> Submission:
    return a_testimony_in_review().submission


def _must_say_both() -> None:
    lines = CustodyEvent.objects.exclude(event="submission.viewed").order_by("-id")[:2]
    assert lines[0].event == "submission.decision_undone"
    assert lines[0].detail == {"undid": lines[1].event}


def press(client: Client, submission: Submission, verb: str, **said: str) -> int:
    form = {f"{verb}-{name}": words for name, words in said.items()}
    return client.post(f"{QUEUE}{submission.reference}/{verb}/", form).status_code


def take_back(client: Client, submission: Submission) -> str:
    page = client.get(f"{QUEUE}{submission.reference}/").content.decode()
    return _undo(client, submission, OPEN.findall(page)[0])


def _undo(client: Client, submission: Submission, decision: str) -> str:
    place = f"{QUEUE}{submission.reference}/undo/"
    return client.post(place, {"decision": decision}, follow=True).content.decode()
