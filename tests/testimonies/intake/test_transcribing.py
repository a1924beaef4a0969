"""Post, calls and visits: typed in by the staff, handed in in the name of whoever wrote."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.roles import Role
from petitions.bundles import snapshots
from testimonies.archive import queries as archive
from testimonies.claims import actions as claims
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.expiry import actions as expiry
from testimonies.intake.papers import queries as papers
from testimonies.intake.printed import document
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.questions import TESTIMONY
from testimonies.intake.transcribing import actions as transcribing
from testimonies.intake.transcribing import queries, rules
from testimonies.models import (
    Case,
    CustodyEvent,
    Draft,
    Evidence,
    Letter,
    Submission,
    Submitter,
    Testimony,
    Transcription,
)
from testimonies.models.case import Voice
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.models.submission import Declared
from testimonies.privacy import queries as privacy
from testimonies.review import actions as review
from tests.builders_claims import READING, an_assessor, checked
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, a_second_reader, another_moderator, staff
from tests.builders_transcribing import (
    CLAIM_AT_DESK,
    RECEIVED,
    TESTIMONY_AT_DESK,
    a_transcribed_testimony,
    a_transcription,
    handed_in,
    typed_in,
)
from tests.testimonies.evidence import files

pytestmark = pytest.mark.django_db


def a_scan() -> SimpleUploadedFile:
    return files.upload(files.a_pdf(), "letter.pdf")


def lines() -> list[tuple[str, str]]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", "actor"))


def test_what_was_typed_in_says_how_it_came_and_who_typed_it() -> None:
    submission = a_transcribed_testimony()

    assert submission.channel == Channel.POST
    assert submission.entered_by == a_moderator()
    assert submission.received_on == RECEIVED
    assert submission.declared == Declared.SIGNATURE
    consent = submission.consents.get()
    assert (consent.method, consent.entered_by) == (Channel.POST, a_moderator())
    assert consent.capacity == Voice.SELF
    assert submission.language == "lt"
    assert submission.testimony.told["story"].startswith("They came at four")
    assert Submitter.objects.get(case=submission.case).contact["name"] == "Ona Kazlauskienė"


def test_the_record_says_that_the_staff_did_it() -> None:
    a_transcribed_testimony()

    assert ("testimony.submitted", Actor.STAFF) in lines()
    assert {actor for event, actor in lines() if event != "receipt.issued"} == {Actor.STAFF}


def test_it_is_not_handed_in_before_somebody_saw_the_signature_or_heard_it() -> None:
    draft = typed_in(a_transcription()).draft
    before = lines()

    with pytest.raises(Refusal, match="statement of truth"), transaction.atomic():
        TESTIMONY_AT_DESK.hand_in(TESTIMONY_AT_DESK.filled(draft))

    assert not Submission.objects.exists()
    assert lines() == before


def test_the_words_of_consent_are_those_of_the_printed_form() -> None:
    drafts.publish(TESTIMONY)
    code = str(document.code_of(Asks.TESTIMONY, Voice.SELF, "lt"))
    form = queries.printed_form(code.lower(), TESTIMONY)
    assert form is not None

    printed = a_transcription(form_code=form.code, text_sha256=form.text_sha256, voice=form.voice)

    assert form.text_sha256 == TESTIMONY.consent_digest("lt")
    assert printed.draft.answers == {"teller": {"about": ["self"]}}
    transcription = typed_in(printed)
    Transcription.objects.filter(pk=transcription.pk).update(text_sha256="ab" * 32)
    submission = handed_in(transcription)
    assert submission.consents.get().text_sha256 == "ab" * 32


def test_without_a_printed_form_they_are_those_that_were_read_aloud() -> None:
    submission = a_transcribed_testimony()

    assert submission.consents.get().text_sha256 == TESTIMONY.consent_digest("lt")


@pytest.mark.parametrize("typed", ["T-SELF-LT-00000000", "T-SELF", "", "S-SELF-LT-12345678"])
def test_a_form_that_was_never_printed_is_not_known(typed: str) -> None:
    assert queries.printed_form(typed, TESTIMONY) is None


def test_the_scan_lies_with_what_became_of_it_and_goes_nowhere_else() -> None:
    transcription = typed_in(a_transcription())
    scan = transcribing.add_scan(transcription.pk, a_scan(), by=a_moderator())
    submission = handed_in(transcription)
    later = transcribing.add_scan(
        transcription.pk, files.upload(files.a_picture(), "back.jpg"), by=a_moderator()
    )

    kept = submission.evidence.order_by("id")
    assert [each.pk for each in kept] == [scan.evidence_id, later.evidence_id]
    assert all(each.as_it_came for each in kept)
    assert queries.scans_of(transcription) == list(kept)
    events = CustodyEvent.objects.filter(event="evidence.received")
    assert {event.by for event in events} == {a_moderator()}


def test_a_scan_is_no_paper_that_institutions_get() -> None:
    everybody = {"text": ["public"], "documents": ["public"], "photographs": ["public"]}
    transcription = typed_in(
        a_transcription(), audience=everybody, shown_as={"identity": ["full_name"]}
    )
    transcribing.add_scan(transcription.pk, a_scan(), by=a_moderator())
    submission = handed_in(transcription)
    evidence.copy_waiting()
    review.take_up(submission.testimony.pk, by=another_moderator())
    review.accept(submission.testimony.pk, by=another_moderator())
    testimony = review.second_accept(submission.testimony.pk, by=a_second_reader())
    review.publish(testimony.pk, by=another_moderator())

    decision = privacy.access_to(submission)
    assert decision is not None
    assert snapshots.of_testimony(testimony, decision)["evidence"] == []
    shown = archive.testimony(testimony.reference)
    assert shown is not None
    assert shown.papers == ()
    beside = a_transcription(CLAIM_AT_DESK, beside=submission)
    assert CLAIM_AT_DESK.filled(beside.draft).about.papers == ()


def test_whoever_typed_it_in_is_neither_its_first_nor_its_second_reader() -> None:
    testimony = a_transcribed_testimony(by=a_second_reader()).testimony
    typist = a_second_reader()

    with pytest.raises(Refusal, match="You have typed this in"):
        review.take_up(testimony.pk, by=typist)
    with pytest.raises(Refusal, match="You have typed this in"):
        review.decline(testimony.pk, by=typist, reason="other", explanation="No")
    review.take_up(testimony.pk, by=a_moderator())
    review.accept(testimony.pk, by=a_moderator())
    with pytest.raises(Refusal, match="You have typed this in"):
        review.second_accept(testimony.pk, by=typist)

    assert Testimony.objects.get(pk=testimony.pk).workflow == "second_review"
    review.second_accept(testimony.pk, by=another_moderator())
    assert not [line for line in lines() if line[0] == "testimony.declined"]


def test_whoever_only_typed_a_page_does_not_read_it_either() -> None:
    transcription = typed_in(a_transcription(by=another_moderator()), by=another_moderator())
    testimony = handed_in(transcription, by=a_moderator()).testimony

    with pytest.raises(Refusal, match="You have typed this in"):
        review.take_up(testimony.pk, by=another_moderator())


def test_a_claim_is_assessed_by_two_who_did_not_type_it_in() -> None:
    typist = staff(Role.MODERATOR, Role.ASSESSOR, email="both@example.org")
    transcription = typed_in(a_transcription(CLAIM_AT_DESK, by=typist), by=typist)
    claim = handed_in(transcription, by=typist).claim
    claims.acknowledge(claim.pk, by=typist)
    checked(claim.pk)
    claims.record(claim.pk, by=typist)

    with pytest.raises(Refusal, match="You have typed this in"):
        claims.assess(claim.pk, by=typist, reading=READING)
    claims.assess(claim.pk, by=an_assessor(), reading=READING)
    with pytest.raises(Refusal, match="You have typed this in"):
        claims.second_assess(claim.pk, by=typist, reading=READING)


def test_what_was_set_aside_is_closed_and_erased_in_time() -> None:
    transcription = typed_in(a_transcription())

    transcribing.set_aside(transcription.pk, by=a_moderator(), reason="It came twice")

    with pytest.raises(Refusal, match="has been set aside"):
        transcribing.declare(transcription.pk, Declared.WORD, by=a_moderator())
    Draft.objects.update(sealed_at=now() - expiry.SEALED_FOR - timedelta(hours=1))
    expiry.sweep()
    assert (Transcription.objects.count(), Draft.objects.count(), Case.objects.count()) == (0,) * 3


def test_nobody_is_warned_by_mail_of_a_draft_at_the_desk() -> None:
    transcription = typed_in(
        a_transcription(), contact={"preference": ["email"], "email": ["ona@example.org"]}
    )
    Draft.objects.filter(pk=transcription.draft_id).update(expires_at=now() + timedelta(days=3))

    expiry.warn()

    assert not Letter.objects.exists()


def test_the_database_refuses_what_was_typed_in_by_nobody() -> None:
    submission = a_transcribed_testimony()

    for wrong in ({"entered_by": None}, {"received_on": None}, {"declared": Declared.BUTTON}):
        with pytest.raises(IntegrityError, match="typed_in_means"), transaction.atomic():
            Submission.objects.filter(pk=submission.pk).update(**wrong)


@pytest.mark.parametrize(
    ("typed", "marks"),
    [({"a": {"b": ["we went to [Kretinga?], then [?]"]}}, 2), ({"a": {"x1": {"b": ["[no]"]}}}, 0)],
)
def test_places_that_could_not_be_read_are_counted(typed: object, marks: int) -> None:
    assert rules.count_marks(typed) == marks


def test_papers_of_the_holder_and_papers_with_a_letter_go_each_with_their_own() -> None:
    submission = a_submitted_testimony()
    transcription = a_transcription(CLAIM_AT_DESK, beside=submission)
    begun = drafts.start_within(submission.case_id, CLAIM_AT_DESK.questionnaire)
    two_pages = files.a_pdf(pages=2)  # another file than the scan, also within one second
    for draft, content in ((begun, files.a_picture()), (transcription.draft, two_pages)):
        about = About("letter", draft=draft)
        evidence.receive_about(submission.case_id, files.upload(content, "paper"), about)
    transcribing.add_scan(transcription.pk, a_scan(), by=a_moderator())

    evidence.add_later(submission.pk)
    shown = [
        [paper.first.draft for paper in papers.new_papers_of(submission.case, draft)]
        for draft in (None, begun, transcription.draft)
    ]

    assert shown == [[], [begun], [transcription.draft]]
    assert queries.scans_of(transcription)
    claim = handed_in(typed_in(transcription))
    assert {paper.draft for paper in claim.evidence.all()} == {transcription.draft}
    assert Evidence.objects.get(draft=begun).submission is None


def test_what_is_set_aside_leaves_no_paper_to_the_holder() -> None:
    submission = a_submitted_testimony()
    transcription = a_transcription(CLAIM_AT_DESK, beside=submission)
    transcribing.add_scan(transcription.pk, a_scan(), by=a_moderator())
    drafts.start_within(submission.case_id, CLAIM_AT_DESK.questionnaire)

    transcribing.set_aside(transcription.pk, by=a_moderator(), reason="It came twice")
    long_ago = now() - expiry.SEALED_FOR - timedelta(hours=1)
    Draft.objects.filter(sealed_at__isnull=False).update(sealed_at=long_ago)
    expiry.sweep()

    assert not Evidence.objects.exists()
    assert Draft.objects.unfinished().exists()
