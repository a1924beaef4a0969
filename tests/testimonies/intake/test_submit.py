"""Handing in: everything at once, and once only."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled, Incomplete
from testimonies.intake.receipts.signature import Signed
from testimonies.models import (
    ConsentRecord,
    CustodyEvent,
    Draft,
    Letter,
    NameForm,
    Receipt,
    RepressionEpisode,
    Submission,
    Submitter,
    Testimony,
)
from tests.builders_intake import STORY, a_filled_draft, a_submitted_testimony


@pytest.mark.django_db
def test_a_whole_testimony_is_kept_as_told() -> None:
    submission = a_submitted_testimony()

    mention = submission.mentions.get()
    episode = RepressionEpisode.objects.get(mention=mention)
    names = {name.type: name.written for name in NameForm.objects.filter(mention=mention)}
    assert submission.reference.startswith("BA-20")
    assert submission.testimony.told["story"] == STORY
    assert mention.birth_edtf == "1934-06-14"
    assert names["now"] == {"given": "Ona", "surname": "Žemaitytė-Kazlauskienė"}
    assert names["as_in_nkvd_file"]["script"] == "Cyrl"
    assert (episode.start_edtf, episode.end_edtf) == ("1941-06-14", "1958~")
    assert str(episode.end_latest) == "1958-12-31"
    assert Submitter.objects.get(case=submission.case).contact["email"] == "ona@example.org"


@pytest.mark.django_db
def test_consent_is_kept_answer_by_answer_with_the_words_that_were_shown() -> None:
    submission = a_submitted_testimony()

    consent = ConsentRecord.objects.get(submission=submission)
    assert (consent.text, consent.documents, consent.identity_shown_as) == (
        "public",
        "archive",
        "first_name",
    )
    assert consent.uses == ["petition_bundle", "education"]
    assert consent.text_sha256 == questions.TESTIMONY.consent_digest("en")
    assert submission.questionnaire.schema["en"]["audience"]["self"]["fields"]


@pytest.mark.django_db
def test_the_receipt_is_our_signature_over_the_digest() -> None:
    submission = a_submitted_testimony()

    receipt = submission.receipt
    signed = Signed(submission.reference, receipt.digest, receipt.issued_at, "testimony")
    forged = Signed(submission.reference, "0" * 64, receipt.issued_at, "testimony")
    assert signed.is_signed_by_us(bytes(receipt.signature))
    assert not forged.is_signed_by_us(bytes(receipt.signature))


@pytest.mark.django_db
def test_the_letter_and_the_custody_lines_name_nobody() -> None:
    submission = a_submitted_testimony()

    letter = Letter.objects.get(kind="submission_received")
    lines = CustodyEvent.objects.filter(subject=submission.reference)
    assert letter.contents["to"] == "ona@example.org"
    assert {line.event for line in lines} == {
        "submission.handed_in",
        "consent.given",
        "receipt.issued",
    }
    assert "Ona" not in str([line.detail for line in lines])


@pytest.mark.django_db
def test_nobody_is_written_to_who_says_that_it_is_not_safe() -> None:
    a_submitted_testimony(contact={"safe": ["no"]})

    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_a_second_press_gives_the_same_submission() -> None:
    begun = a_filled_draft()
    told = reading.testimony(Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY))

    first = intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)
    second = intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY)

    assert first == second
    assert (Submission.objects.count(), Receipt.objects.count()) == (1, 1)


@pytest.mark.django_db
def test_an_unfinished_testimony_cannot_be_handed_in() -> None:
    begun = a_filled_draft(birth={"birth_2": ["one"]})
    filled = Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY)

    with pytest.raises(Incomplete):
        reading.testimony(filled)

    assert [page.key for page in filled.unfinished()] == ["birth"]
    assert not Submission.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_connections_that_submit_at_once_make_one_submission() -> None:
    begun = a_filled_draft()
    told = reading.testimony(Filled(Draft.objects.get(pk=begun.draft.pk), questions.TESTIMONY))
    at_once = threading.Barrier(2)
    made: list[Any] = []

    def press() -> None:
        at_once.wait()
        made.append(intake.submit(begun.draft.pk, told, questionnaire=questions.TESTIMONY).pk)
        connection.close()

    buttons = [threading.Thread(target=press) for _button in range(2)]
    for button in buttons:
        button.start()
    for button in buttons:
        button.join()

    assert len(set(made)) == 1
    assert Submission.objects.count() == Testimony.objects.count() == Receipt.objects.count() == 1
