"""A claim at the desk: acknowledged, recorded, and assessed by two people."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from testimonies.claims import actions as claims
from testimonies.models import Claim, StoredFile, Submission
from testimonies.models.claim import State
from testimonies.models.evidence import Scan
from tests.builders_claims import a_recorded_claim, a_submitted_claim, checked
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, an_assessor, signed_in, staff

pytestmark = pytest.mark.django_db
READ = {"plausibility": "fits", "support": "told", "words": "As in the list of the train."}


def screen(submission: Submission) -> str:
    return f"/admin/testimonies/submission/{submission.reference}/"


def press(client: Client, submission: Submission, verb: str, **said: str) -> int:
    form = {f"{verb}-{name}": words for name, words in said.items()}
    return client.post(f"{screen(submission)}{verb}/", form).status_code


def state() -> str:
    return Claim.objects.get().state


def test_a_claim_stands_on_the_screen_with_its_heads_and_what_shows_them() -> None:
    submission = a_submitted_claim(a_submitted_testimony())

    page = signed_in(a_moderator()).get(screen(submission)).content.decode()

    for told in (
        "Recorded does not mean awarded.",
        "Home, land and property taken",
        "The house, four cows, the orchard.",
        "12,500.50 EUR",
        "The deed",
        "Lithuania",
    ):
        assert told in page


def test_a_claim_is_recorded_and_assessed_by_two_people() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    first, second = signed_in(an_assessor()), signed_in(staff(Role.ASSESSOR, email="other@a.org"))

    assert press(first, submission, "acknowledge") == 302
    assert press(first, submission, "record") == 200  # nobody has ticked whether it is complete
    checked(submission.claim.pk)
    assert press(first, submission, "record") == 302
    assert press(first, submission, "assess") == 200  # nobody has said how it was read
    assert press(first, submission, "assess", **READ) == 302
    assert press(first, submission, "second-assess", **READ) == 403
    assert state() == State.ASSESSED
    assert press(second, submission, "second-assess", **READ) == 302

    assert state() == State.READY_FOR_BUNDLE
    page = first.get(screen(submission)).content.decode()
    assert page.count("As in the list of the train.") == 2


def test_a_moderator_records_and_does_not_assess() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    client = signed_in(a_moderator())

    assert press(client, submission, "acknowledge") == 302
    checked(submission.claim.pk)
    assert press(client, submission, "record") == 302
    assert press(client, submission, "assess", **READ) == 403

    assert state() == State.RECORDED


def test_why_a_claim_cannot_be_recorded_is_said_in_words() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    client = signed_in(an_assessor())
    press(client, submission, "acknowledge")

    assert press(client, submission, "not-recordable", reason="no_standing") == 200
    assert state() == State.ACKNOWLEDGED
    said = {"reason": "no_standing", "explanation": "Your aunt would have to claim herself."}
    assert press(client, submission, "not-recordable", **said) == 302

    assert state() == State.NOT_RECORDABLE
    assert "Your aunt would have to claim" in client.get(screen(submission)).content.decode()


def test_a_claimant_is_asked() -> None:
    claim = a_recorded_claim(a_submitted_testimony())
    client = signed_in(an_assessor())

    press(client, claim.submission, "ask-claimant", question="Do you have the deed?")

    assert state() == State.INFO_REQUESTED
    claims.take_answer(claim.pk)
    assert state() == State.ACKNOWLEDGED


def test_what_does_not_fit_is_refused_in_a_sentence() -> None:
    submission = a_submitted_claim(a_submitted_testimony())

    said = {f"assess-{name}": words for name, words in READ.items()}
    answer = signed_in(an_assessor()).post(f"{screen(submission)}assess/", said)

    assert "cannot become" in answer.content.decode()
    assert state() == State.SUBMITTED


def test_verbs_of_testimonies_are_not_for_claims() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    client = signed_in(a_moderator())

    for verb in ("take-up", "accept", "second-accept", "publish", "unpublish"):
        assert press(client, submission, verb) == 403


def test_a_question_is_asked_with_the_button_of_its_own_kind() -> None:
    testimony = a_submitted_testimony()
    claim = a_submitted_claim(testimony)
    client = signed_in(a_moderator())

    assert press(client, testimony, "ask-claimant", question="Which house?") == 403
    assert press(client, claim, "ask", question="Which house?") == 403


def test_a_claim_with_an_infected_file_is_neither_recorded_nor_assessed() -> None:
    submission = a_submitted_claim(a_submitted_testimony())
    client = signed_in(an_assessor())
    press(client, submission, "acknowledge")
    StoredFile.objects.filter(role="original").update(scan=Scan.INFECTED)

    answer = client.post(f"{screen(submission)}record/")

    assert "is infected" in answer.content.decode()
    assert state() == State.ACKNOWLEDGED
