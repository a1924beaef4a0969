"""What the desk needs to know about something that is typed in."""

from __future__ import annotations

from dataclasses import dataclass

from testimonies.intake.printed import form_code
from testimonies.intake.questionnaire import Questionnaire, digest
from testimonies.models import Evidence, QuestionnaireVersion, Submission, Transcription
from testimonies.models.case import Voice


@dataclass(frozen=True)
class PrintedForm:
    """The form on which something came, as the code at its foot says it."""

    code: str
    voice: Voice
    language: str
    #: SHA-256 of the words of consent on it.
    text_sha256: str


def printed_form(typed: str, questionnaire: Questionnaire) -> PrintedForm | None:
    """None when there is no such code, or no such form of this questionnaire was ever printed."""
    code = form_code.read(typed)
    if code is None:
        return None
    versions = QuestionnaireVersion.objects.filter(code=questionnaire.kind)
    for beginning in code.digests:
        schemas = versions.filter(sha256__startswith=beginning)
        for shown in schemas.values_list(f"schema__{code.language}", flat=True):
            words = {key: shown[key] for key in sorted(questionnaire.consent)}
            return PrintedForm(str(code), code.voice, code.language, digest(words))
    return None


def scans_of(transcription: Transcription) -> list[Evidence]:
    """The letter or form itself, as it came: of this draft, or of what it became."""
    submission, draft = submission_of(transcription), transcription.draft
    scans = Evidence.objects.filter(case_id=draft.case_id, as_it_came=True, removed_at=None)
    its = scans.filter(submission=submission) if submission else scans.not_handed_in(draft)
    return list(its.order_by("received_at", "id"))


def submission_of(transcription: Transcription) -> Submission | None:
    handed_in = Submission.objects.filter(draft=transcription.draft_id)
    return handed_in.select_related("receipt", "case").first()
