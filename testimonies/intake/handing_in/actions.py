"""What handing in a testimony and handing in a claim share, in the caller's transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.details.actions import ends
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.receipts.signature import Signed, digest_of, key_id
from testimonies.models import (
    ConsentRecord,
    Draft,
    NameForm,
    Operation,
    PersonMention,
    Receipt,
    RepressionEpisode,
    SealedAnswers,
    StoredFile,
    Submission,
    Submitter,
)
from testimonies.models.case import Kind
from testimonies.models.channel import Channel
from testimonies.models.custody import Actor
from testimonies.models.evidence import FileRole
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from testimonies.claims.told import ToldClaim
    from testimonies.intake.questionnaire import Questionnaire
    from testimonies.intake.told import Consent, Contact, Period, Person, Told


def earlier_submission(draft: Draft) -> Submission | None:
    """What this draft has become already: a second press of the button changes nothing."""
    if draft.sealed_at is not None:
        raise Refusal(_("This draft has expired."))
    return Submission.objects.filter(draft=draft).first()


def open_submission(
    draft: Draft, told: Told | ToldClaim, questionnaire: Questionnaire
) -> Submission:
    """The submission with the answers as typed and every paper that has been added."""
    submission = Submission.objects.create(
        case=draft.case,
        draft=draft,
        kind=draft.kind,
        language=told.consent.language,
        questionnaire=drafts.publish(questionnaire),
        voice=told.voice,
        answers=dict(told.answers),
        declared_true_at=now(),
        assisted_by=dict(told.helper) or None,
        **_way_of(draft),
    )
    if told.sealed:
        SealedAnswers.objects.create(submission=submission, answers=dict(told.sealed))
    draft.case.evidence.not_handed_in(draft).update(submission=submission)
    custody.record("submission.handed_in", submission, **whose(submission), kind=draft.kind)
    return submission


def whose(submission: Submission) -> dict[str, Any]:
    """By whom the record says that something was done while it was handed in."""
    by = submission.entered_by
    return {"by": by} if by else {"actor": Actor.SUBMITTER}


def _way_of(draft: Draft) -> dict[str, Any]:
    """How it came to us, and who typed it in, where the holder did not."""
    if draft.channel == Channel.WEB:
        return {}
    transcription = draft.transcription
    if not transcription.declared:
        raise Refusal(_("Say first how the statement of truth was made."))
    return {
        "channel": draft.channel,
        "received_on": transcription.received_on,
        "entered_by": transcription.entered_by,
        "declared": transcription.declared,
    }


def mention(submission: Submission, person: Person) -> PersonMention:
    """The person as told here, under every name."""
    mentioned = PersonMention.objects.create(
        submission=submission,
        role=person.role,
        told={"birth": person.birth.as_told, "birth_place": person.birth_place},
        birth_edtf=person.birth.edtf,
        birth_earliest=person.birth.earliest,
        birth_latest=person.birth.latest,
    )
    for name in person.names:
        parts = {
            "given": name.given,
            "patronymic": name.patronymic,
            "surname": name.surname,
            "script": name.script,
            "used": name.used,
            "note": name.note,
        }
        written = {part: words for part, words in parts.items() if words}
        NameForm.objects.create(mention=mentioned, type=name.type, written=written)
    return mentioned


def tell_period(mentioned: PersonMention, period: Period) -> RepressionEpisode:
    return RepressionEpisode.objects.create(
        mention=mentioned,
        type=period.type,
        **ends("start", period.start),
        **ends("end", period.end),
        start_proof=period.start_proof,
        end_proof=period.end_proof,
        operation=Operation.objects.filter(slug=period.operation).first(),
        ordered_by=period.ordered_by,
        status_imposed=period.status_imposed,
        release_ground=period.release_ground,
        told={
            "from": period.from_place,
            "to": period.to_place,
            "pretext": period.pretext,
            "property": period.property_taken,
            "narrative": period.narrative,
            "start_told": period.start.as_told,
            "end_told": period.end.as_told,
        },
    )


def give_consent(submission: Submission, consent: Consent) -> ConsentRecord:
    """With the digest of the words that were read: on the printed form, or on the pages."""
    draft = submission.draft
    printed = draft.transcription.text_sha256 if draft and draft.channel != Channel.WEB else ""
    record = ConsentRecord.objects.create(
        submission=submission,
        capacity=submission.voice,
        method=submission.channel,
        entered_by=submission.entered_by,
        language=consent.language,
        text_sha256=printed or consent.text_sha256,
        text=consent.text,
        documents=consent.documents,
        photographs=consent.photographs,
        recording=consent.recording,
        identity_shown_as=consent.identity,
        uses=list(consent.uses),
        institutions=list(consent.institutions),
        embargo=consent.embargo,
        embargo_until=consent.embargo_until,
    )
    custody.record(
        "consent.given", submission, **whose(submission), version=1, text=record.text_sha256
    )
    return record


def keep_contact(draft: Draft, contact: Contact | None) -> None:
    if contact is None:
        return
    Submitter.objects.update_or_create(
        case=draft.case,
        defaults={
            "contact": dict(contact.details),
            "preference": contact.preference,
            "safe_to_contact": contact.is_safe,
        },
    )


def close(draft: Draft, submission: Submission) -> Receipt:
    """Sign the receipt, write the letter, and let the draft go."""
    receipt = _issue_receipt(submission)
    draft.submitted_at = receipt.issued_at
    draft.answers = {}  # they live on in the submission
    draft.email, draft.link = None, None  # there is nothing to come back to
    draft.save(update_fields=["submitted_at", "answers", "email", "link"])
    # What they wrote before has waited for something beside which the desk reads it.
    draft.case.messages.filter(submission=None).update(submission=submission)
    messages.tell(submission, "submission_received", is_claim=draft.kind == Kind.CLAIM)
    return receipt


def _issue_receipt(submission: Submission) -> Receipt:
    originals = StoredFile.objects.filter(
        evidence__submission=submission, role=FileRole.ORIGINAL
    ).order_by("sha256")
    issued_at = now().replace(microsecond=0)
    sealed = SealedAnswers.objects.filter(submission=submission).first()
    digest = digest_of(
        {
            "reference": submission.reference,
            "kind": submission.kind,
            "language": submission.language,
            "questionnaire": submission.questionnaire.sha256,
            "answers": submission.answers,
            **({"sealed": sealed.answers} if sealed else {}),
            "files": [{"sha256": file.sha256, "size": file.size} for file in originals],
        }
    )
    signed = Signed(submission.reference, digest, issued_at, submission.kind)
    receipt = Receipt.objects.create(
        submission=submission,
        digest=digest,
        issued_at=issued_at,
        key_id=key_id(),
        signature=signed.sign(),
    )
    custody.record("receipt.issued", submission, actor=Actor.SYSTEM, digest=digest)
    return receipt
