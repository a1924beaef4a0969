"""What a draft still holds of questions that are asked no more."""

from __future__ import annotations

from testimonies.intake import answered
from testimonies.intake import queries as cases
from testimonies.intake.answered import Answered
from testimonies.intake.drafts import bringing
from testimonies.models import Draft, QuestionnaireVersion


def asked_no_more(draft: Draft) -> list[Answered]:
    """In the sentences in which they were asked, where that version is known here."""
    told: list[Answered] = []
    language = draft.case.language
    for sha256, pages in draft.answers.get(bringing.UNPLACED, {}).items():
        versions = QuestionnaireVersion.objects.filter(code=draft.kind, sha256=sha256)
        schema = versions.values_list(f"schema__{language}", flat=True).first() or {}
        told += answered.in_sentences(schema, pages, voice=cases.voice_of(draft.answers), names={})
    return told
