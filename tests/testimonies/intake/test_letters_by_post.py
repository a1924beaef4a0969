"""The letter by post, its return code, and what comes later from the same person."""

from __future__ import annotations

import pytest

from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.intake import return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.handing_over import actions as handing_over
from testimonies.intake.handing_over.actions import Heir
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.transcribing import actions as transcribing
from testimonies.intake.transcribing import rules
from testimonies.models import (
    Case,
    CustodyEvent,
    Submitter,
    Transcription,
)
from testimonies.models.claim import Standing
from tests.builders_review import a_moderator
from tests.builders_transcribing import (
    CLAIM_AT_DESK,
    a_transcribed_testimony,
    a_transcription,
    handed_in,
    typed_in,
)
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


def lines() -> list[tuple[str, str]]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", "actor"))


def test_nobody_has_the_code_of_the_case_before_a_letter_is_printed() -> None:
    transcription = typed_in(a_transcription())
    submission = handed_in(transcription)

    first = transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)
    second = transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)

    digits = return_code.read(second)
    assert digits is not None
    assert inbox.case_by_code(digits) == submission.case
    assert inbox.case_by_code(return_code.read(first) or "") is None
    printed = CustodyEvent.objects.filter(event="transcription.letter_printed", by=a_moderator())
    assert printed.count() == 2
    assert first not in str(list(CustodyEvent.objects.values()))


def test_a_code_that_somebody_has_used_is_not_replaced() -> None:
    transcription = typed_in(a_transcription())
    submission = handed_in(transcription)
    transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)
    drafts.come_back(submission.case_id)
    key, before = bytes(Case.objects.get().code_key), lines()

    with pytest.raises(Refusal, match="has been used"):
        transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)

    assert (bytes(Case.objects.get().code_key), lines()) == (key, before)
    assert transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=False) == ""


def test_the_code_of_whoever_took_the_case_over_is_not_replaced() -> None:
    transcription = typed_in(a_transcription())
    submission = handed_in(transcription)
    scan = evidence.receive(
        submission.case_id, files.upload(files.a_pdf(), "a.pdf"), kind="other", caption=""
    )
    heir = Heir("Liepa Vaivorytė", Standing.NEXT_OF_KIN, preference="none")
    code = handing_over.hand_over_after_death(
        submission.case_id, heir, document=scan.evidence.uuid, reason="12", by=a_moderator()
    )

    with pytest.raises(Refusal, match="return code before"):
        transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)

    assert inbox.case_by_code(return_code.read(code) or "") == submission.case


def test_a_letter_is_printed_after_handing_in_only() -> None:
    transcription = typed_in(a_transcription())
    before = lines()

    with pytest.raises(Refusal, match="no receipt"):
        transcribing.print_letter(transcription.pk, by=a_moderator(), with_code=True)

    assert lines() == before


def test_what_comes_later_from_the_same_person_lies_in_the_same_case() -> None:
    submission = a_transcribed_testimony()

    beside = a_transcription(CLAIM_AT_DESK, beside=submission)

    assert beside.draft.case == submission.case
    assert Case.objects.count() == 1
    handed_in(typed_in(beside))
    with pytest.raises(Refusal, match="return code before"):
        transcribing.print_letter(beside.pk, by=a_moderator(), with_code=True)


def test_nobody_types_into_a_case_whose_holder_is_writing() -> None:
    submission = a_transcribed_testimony()
    drafts.start_within(submission.case_id, CLAIM_AT_DESK.questionnaire)
    before = lines()

    with pytest.raises(Refusal, match="is writing in it"):
        a_transcription(CLAIM_AT_DESK, beside=submission)

    assert (Transcription.objects.count(), lines()) == (1, before)


def test_the_holder_never_meets_a_draft_of_the_desk() -> None:
    submission = a_transcribed_testimony()
    typed = a_transcription(CLAIM_AT_DESK, beside=submission).draft

    own = drafts.start_within(submission.case_id, CLAIM_AT_DESK.questionnaire)

    assert own != typed
    assert inbox.where_left(submission.case) == inbox.home_of(submission.case)


def test_a_letter_is_posted_only_where_it_is_safe() -> None:
    submitter = Submitter(
        contact={"name": "Ona", "address": "Vilniaus g. 1\n\nKretinga"}, preference="post"
    )

    assert rules.posted_to(submitter) == ["Ona", "Vilniaus g. 1", "Kretinga"]
    submitter.safe_to_contact = False
    assert rules.posted_to(submitter) == []
    submitter.safe_to_contact, submitter.preference = True, "none"
    assert rules.posted_to(submitter) == []
