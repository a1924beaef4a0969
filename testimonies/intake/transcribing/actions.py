"""Used by the staff at the desk: what came by post, telephone, visit or e-mail is typed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.correspondence.posting import actions as posting
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence.actions import About
from testimonies.intake import return_code
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.transcribing import rules
from testimonies.models import (
    Case,
    CustodyEvent,
    Evidence,
    StoredFile,
    Submission,
    Transcription,
)
from testimonies.models.evidence import EvidenceKind

if TYPE_CHECKING:
    from datetime import date

    from accounts.models import User
    from testimonies.intake.questionnaire import Questionnaire
    from testimonies.models.case import Voice
    from testimonies.models.channel import Channel
    from testimonies.models.submission import Declared


@dataclass(frozen=True)
class Arrived:
    """How something came, and the printed form on which it came, if it was one."""

    channel: Channel
    received_on: date
    language: str
    form_code: str = ""
    #: SHA-256 of the words of consent on that form.
    text_sha256: str = ""
    voice: Voice | None = None


@transaction.atomic
def begin(
    questionnaire: Questionnaire, arrived: Arrived, *, by: User, beside: Submission | None = None
) -> Transcription:
    """A draft for it, in a case of its own or in the case of something that was handed in."""
    case = _case_of(beside, by) if beside else _new_case(arrived.language)
    answers = rules.said_by_form(arrived.voice)
    draft = drafts.start_at_desk(
        case.pk, questionnaire, channel=arrived.channel, answers=answers, by=by
    )
    transcription = Transcription.objects.create(
        draft=draft,
        received_on=arrived.received_on,
        language=arrived.language,
        form_code=arrived.form_code,
        text_sha256=arrived.text_sha256,
        makes_case=beside is None,
        begun_by=by,
    )
    custody.record("transcription.begun", transcription, by=by, channel=arrived.channel.value)
    return transcription


@transaction.atomic
def type_in(transcription_id: int, *, by: User) -> None:
    """Somebody types now: two others will have to read it. Idempotent."""
    transcription = Transcription.objects.lock(transcription_id)
    if transcription.typists.filter(pk=by.pk).exists():
        return
    transcription.typists.add(by)
    custody.record("transcription.typed", transcription, by=by)


@transaction.atomic
def declare(transcription_id: int, declared: Declared, *, by: User) -> Transcription:
    """The statement of truth has been signed or said; whoever saw or heard it hands in."""
    transcription = Transcription.objects.lock(transcription_id)
    _must_be_open(transcription)

    transcription.declared, transcription.entered_by = declared, by
    transcription.save(update_fields=["declared", "entered_by"])
    custody.record("transcription.declared", transcription, by=by, declared=declared.value)
    return transcription


@transaction.atomic
def set_aside(transcription_id: int, *, by: User, reason: str) -> Transcription:
    """It will not be handed in: it came twice, or was begun by mistake. Erased 90 days later."""
    transcription = Transcription.objects.lock(transcription_id)
    _must_be_open(transcription)

    draft = transcription.draft
    draft.sealed_at = now()
    draft.save(update_fields=["sealed_at"])
    custody.record("transcription.set_aside", transcription, by=by, reason=reason)
    return transcription


def add_scan(transcription_id: int, upload: File[bytes], *, by: User) -> StoredFile:
    """Keep a scan of the letter or form as it came, before or after it is handed in."""
    transcription = Transcription.objects.select_related("draft").get(pk=transcription_id)
    draft = transcription.draft
    about = About(EvidenceKind.OTHER, draft=draft, by=by, as_it_came=True)
    original = evidence.receive_about(draft.case_id, upload, about)
    _put_with_it(original.evidence_id, transcription_id, by=by)
    return original


@transaction.atomic
def print_letter(transcription_id: int, *, by: User, with_code: bool) -> str:
    """A letter with the receipt is printed. Returns a new return code, or nothing.

    The code is written down nowhere else; the one before it stops.
    """
    transcription = Transcription.objects.lock(transcription_id)
    draft = transcription.draft
    if draft.submitted_at is None:
        raise Refusal(_("It has not been handed in yet, so there is no receipt."))
    if with_code and not (transcription.makes_case and _is_in_first_hands(draft.case_id)):
        raise Refusal(_("This case had a return code before. Print the letter without a new one."))
    if with_code and _has_been_opened(draft.case):
        raise Refusal(_("The return code has been used, so somebody has it. It is not replaced."))

    code = ""
    if with_code:
        code = drafts.renew_code(draft.case_id, by=by)
        transcription.code_printed_at = now()
        transcription.save(update_fields=["code_printed_at"])
    custody.record("transcription.letter_printed", transcription, by=by, with_code=with_code)
    posting.note_printed(draft.submission, by=by)
    return code


def _new_case(language: str) -> Case:
    """Nobody has its code: the first one that anybody sees is printed into the letter."""
    unknown = return_code.key(return_code.new())
    return Case.objects.create(code_key=unknown, language=language)


def _case_of(beside: Submission, by: User) -> Case:
    if not Submission.objects.visible_to(by).filter(pk=beside.pk).exists():
        raise Refusal(_("There is no such reference."))
    case = beside.case
    if case.drafts.unfinished().of_holder().exists():
        raise Refusal(_("The holder of this case is writing in it just now. Please call first."))
    return case


def _must_be_open(transcription: Transcription) -> None:
    if transcription.draft.submitted_at is not None:
        raise Refusal(_("This has been handed in already."))
    if transcription.draft.sealed_at is not None:
        raise Refusal(_("This has been set aside."))


@transaction.atomic
def _put_with_it(evidence_id: int, transcription_id: int, *, by: User) -> None:
    transcription = Transcription.objects.lock(transcription_id)
    scan = Evidence.objects.select_for_update(no_key=True).get(pk=evidence_id)
    scan.as_it_came = True
    scan.submission = Submission.objects.filter(draft=transcription.draft_id).first()
    scan.save(update_fields=["as_it_came", "submission"])
    custody.record("transcription.scan_added", transcription, by=by, evidence=str(scan.uuid))


def _is_in_first_hands(case_id: int) -> bool:
    """Whoever was given it has a code of their own. Locked: meanwhile nobody hands it over."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    return not case.holders.in_time().exists()


def _has_been_opened(case: Case) -> bool:
    looks = CustodyEvent.objects.filter(subject_kind="case", subject=str(case.uuid))
    return looks.filter(event="case.opened").exists()
