"""Everything about a case as plain data, for programs. No name of anybody of the staff."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from testimonies.intake.everything import queries
from testimonies.intake.everything.queries import Everything, HandedIn
from testimonies.models import ConsentRecord
from testimonies.models.reminder import Step

SCHEMA = "atmintis-case/1"


def of(everything: Everything, *, at: datetime) -> dict[str, Any]:
    submitter = everything.submitter
    return {
        "schema": SCHEMA,
        "made_at": at.isoformat(),
        "begun_at": everything.case.created_at.isoformat(),
        "with_what_is_under_seal": everything.with_sealed,
        "contact": {
            **submitter.contact,
            "preference": submitter.preference,
            "safe_to_contact": submitter.safe_to_contact,
        }
        if submitter
        else None,
        "handed_in": [_handed_in(each) for each in everything.handed_in],
        "not_handed_in": [
            {
                "kind": draft.kind,
                "begun_at": draft.created_at.isoformat(),
                "kept_until": draft.expires_at.isoformat(),
                "answers": queries.answers_of(draft, with_sealed=everything.with_sealed),
            }
            for draft in everything.drafts
        ],
        "messages": [
            {
                "at": message.at.isoformat(),
                "from": "association" if message.by_id else "submitter",
                "body": message.body,
            }
            for message in everything.messages
        ],
        "message_not_sent": everything.case.unsent_body or None,
        "files": [
            {
                "name": kept.name,
                "is_included": not kept.is_infected,
                "told": kept.file.evidence.told,
                "kind": kept.file.evidence.kind,
                "received_at": kept.file.evidence.received_at.isoformat(),
                "added_later": kept.file.evidence.added_later,
                "type": kept.file.detected_type,
                "size": kept.file.size,
                "sha256": kept.file.sha256,
                "said": kept.said,
            }
            for kept in everything.files
        ],
        "requests": [
            {
                "reference": each.reference,
                "right": each.right,
                "received_on": each.received_on.isoformat(),
                "state": each.state,
                "words": each.told.get("words", ""),
                "answer": (each.answer or {}).get("words", ""),
            }
            for each in everything.requests
        ],
        "calls": [
            {
                "at": call.called_at.isoformat(),
                "noted_at": call.noted_at.isoformat(),
                "direction": call.direction,
                "who": call.told.get("who", ""),
                "said": call.told.get("said", ""),
                "agreed": call.told.get("agreed", ""),
                "corrects": call.corrects.called_at.isoformat() if call.corrects else None,
            }
            for call in everything.calls
        ],
        "calls_with_others": everything.calls_with_others,
        "letters_to_archives": [
            {
                "reference": each.reference,
                "to": each.recipient,
                "subject": each.told["subject"],
                "body": each.told["body"],
                "agreed": each.agreed,
                "agreed_on": each.agreed_on.isoformat(),
                "state": each.state,
                "sent_on": each.sent_on.isoformat() if each.sent_on else None,
                "answers": [
                    {
                        "received_on": answer.received_on.isoformat(),
                        "outcome": answer.outcome,
                        **answer.told,
                    }
                    for answer in each.answers.all()
                ],
            }
            for each in everything.outward
        ],
        "letters_by_post": [
            {
                "kind": each.kind,
                "about": each.submission.reference,
                "written_at": each.written_at.isoformat(),
                "state": each.state,
                "printed_at": each.printed_at.isoformat() if each.printed_at else None,
                "posted_on": each.posted_on.isoformat() if each.posted_on else None,
                "came_back_on": each.came_back_on.isoformat() if each.came_back_on else None,
                "why_it_came_back": each.why_back,
            }
            for each in everything.on_paper
        ],
        "reminders": [
            {
                "about": each.submission.reference,
                "asked_at": each.asked_at.isoformat(),
                "step": Step(each.step).name.lower(),
                "at": each.at.isoformat(),
            }
            for each in everything.reminders
        ],
        "custody": [
            {"at": line.at.isoformat(), "event": line.event, "who": line.who}
            for line in everything.lines
        ],
    }


def _handed_in(handed_in: HandedIn) -> dict[str, Any]:
    submission = handed_in.submission
    sealed = handed_in.sealed
    return {
        "reference": submission.reference,
        "kind": submission.kind,
        "channel": submission.channel,
        "language": submission.language,
        "voice": submission.voice,
        "handed_in_at": submission.submitted_at.isoformat(),
        "declared_true_at": submission.declared_true_at.isoformat(),
        "questionnaire_sha256": submission.questionnaire.sha256,
        "state": _state(submission),
        "answers": handed_in.answers,
        **({"under_seal": sealed.answers} if sealed else {}),
        "who_is_who": [
            {
                "name": each.name,
                "verdict": each.verdict.verdict,
                "at": each.verdict.at.isoformat(),
                "until": each.verdict.ended_at.isoformat() if each.verdict.ended_at else None,
                "who": each.who,
            }
            for each in handed_in.identities
        ],
        "consents": [_consent(each.record) for each in handed_in.consents],
        "receipt": {
            "digest": submission.receipt.digest,
            "issued_at": submission.receipt.issued_at.isoformat(),
            "key_id": submission.receipt.key_id,
            "signature": bytes(submission.receipt.signature).hex(),
        },
        "sent_to": [
            {
                "to": passage.name,
                "bundle": passage.number,
                "at": passage.gone_at.isoformat() if passage.gone_at else None,
            }
            for passage in handed_in.passages
        ],
    }


def _state(submission: Any) -> Mapping[str, Any]:
    testimony, claim = getattr(submission, "testimony", None), getattr(submission, "claim", None)
    if testimony is not None:
        return {
            "reference": testimony.reference,
            "workflow": testimony.workflow,
            "publication": testimony.publication,
            "public_name": testimony.public_name,
            "public_text": testimony.public_text,
            "decline_reason": testimony.decline_reason,
        }
    assert claim is not None  # noqa: S101  (one of the two)
    return {
        "reference": claim.reference,
        "state": claim.state,
        "not_recordable_reason": claim.not_recordable_reason,
    }


def _consent(record: ConsentRecord) -> dict[str, Any]:
    return {
        "version": record.version,
        "given_at": record.given_at.isoformat(),
        "until": record.superseded_at.isoformat() if record.superseded_at else None,
        "withdrawn_at": record.withdrawn_at.isoformat() if record.withdrawn_at else None,
        "method": record.method,
        "capacity": record.capacity,
        "language": record.language,
        "text_sha256": record.text_sha256,
        "text": record.text,
        "documents": record.documents,
        "photographs": record.photographs,
        "recording": record.recording,
        "identity_shown_as": record.identity_shown_as,
        "uses": record.uses,
        "institutions": record.institutions,
        "embargo": record.embargo,
        "embargo_until": record.embargo_until.isoformat() if record.embargo_until else None,
    }
