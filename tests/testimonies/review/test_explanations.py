"""Each reason has a letter in the language of the submitter, read and changed before it goes."""

from __future__ import annotations

import html

import pytest
from django.conf import settings
from django.test import Client

from testimonies.claims.rules import NotRecordable
from testimonies.models import Message, Submission, Testimony
from testimonies.models.testimony import Workflow
from testimonies.review.explanations import wording
from testimonies.review.rules import DeclineReason
from tests.builders_claims import a_submitted_claim
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_second_reader, an_assessor, signed_in

LETTERS = [
    *(("declined", reason) for reason in DeclineReason if reason != DeclineReason.DUPLICATE),
    ("told_before", "duplicate"),
    *(("not_recordable", reason) for reason in NotRecordable),
]


def place(submission: Submission, part: str) -> str:
    return f"/admin/testimonies/submission/{submission.reference}/{part}/"


def words_of(client: Client, address: str) -> str:
    return html.unescape(client.get(address).content.decode())


def test_every_reason_has_a_letter_in_every_language() -> None:
    languages = [code for code, _name in settings.LANGUAGES]

    assert wording.languages() == sorted(languages)
    for language in languages:
        own = wording.letters_in(language)
        assert own["ending"].strip()
        for decision, reason in LETTERS:
            assert len(own[decision][reason].strip()) > 40, (language, decision, reason)
    everything = {wording.letter(*LETTERS[0], language) for language in languages}
    assert len(everything) == len(languages)


@pytest.mark.django_db
def test_the_letter_stands_ready_in_the_language_of_the_submitter_and_may_be_changed() -> None:
    submission = a_submitted_testimony(language="lt")
    client = signed_in(a_moderator())
    address = f"{place(submission, 'explain/decline')}?reason=third_party"

    page = words_of(client, address)
    assert wording.letter("declined", "third_party", "lt").splitlines()[0] in page
    assert 'lang="lt"' in page
    assert "Thank you for your trust." in page  # the same for whoever reads no Lithuanian
    assert not Message.objects.exists()
    said = {"decline-reason": "third_party", "decline-explanation": "Miela Ona, paskambinkite."}
    assert client.post(place(submission, "decline"), said).status_code == 302

    assert Message.objects.get().body == "Miela Ona, paskambinkite."
    assert Testimony.objects.get().decline_reason == "third_party"


@pytest.mark.django_db
def test_without_a_reason_it_is_asked_for_again() -> None:
    submission = a_submitted_testimony()

    page = words_of(signed_in(a_moderator()), place(submission, "explain/decline"))

    assert "Go on to the letter" in page
    assert "Thank you" not in page


@pytest.mark.django_db
def test_what_was_typed_stays_when_it_is_refused() -> None:
    submission = a_submitted_testimony()
    client = signed_in(a_moderator())
    said = {"told-before-original": "BA-2026-NOBODY", "told-before-explanation": "Dear Ona, …"}

    answer = client.post(place(submission, "told-before"), said)

    page = html.unescape(answer.content.decode())
    assert answer.status_code == 200
    assert "There is no testimony with this reference." in page
    assert "Dear Ona, …" in page
    assert '<input type="text" name="told-before-original" value="BA-2026-NOBODY"' in page
    assert Testimony.objects.get().workflow == Workflow.SUBMITTED


@pytest.mark.django_db
def test_a_claim_that_cannot_be_recorded_has_its_letter_too() -> None:
    submission = a_submitted_claim()
    client = signed_in(an_assessor())

    beside = words_of(client, place(submission, "explain/not-recordable") + "?reason=no_standing")

    assert wording.letter("not_recordable", "no_standing", "en").splitlines()[0] in beside


@pytest.mark.django_db
def test_only_whoever_may_decide_reads_the_letter() -> None:
    submission = a_submitted_testimony()

    assert (
        signed_in(a_second_reader()).get(place(submission, "explain/decline")).status_code == 403
    )
    assert signed_in(a_moderator()).get(place(submission, "explain/accept")).status_code == 404
