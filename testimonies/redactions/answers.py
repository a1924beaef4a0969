"""The answers of a submission in people's own words: what words can be covered in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from testimonies.intake import instead, queries
from testimonies.intake.answered import APART, in_voice
from testimonies.models import QuestionnaireVersion, SealedAnswers, Submission
from testimonies.redactions import passages

#: Who helped is named nowhere, and how to reach somebody never leaves.
STAYS = APART | {"helper", instead.KEY}
#: The one answer in own words that lies under seal.
SEALED = "under-seal:sealed"
NAMES = {"name", "other-names", "teller", "organisation", "shown-as"}
NAME_PARTS = {"given", "patronymic", "surname", "own_name", "organisation", "pseudonym"}


@dataclass(frozen=True)
class Answer:
    """One answer: `question` is the page, the entry if there are several, and the control."""

    question: str
    label: str
    #: In their plain form, in which places are counted.
    words: str


def of(submission: Submission) -> list[Answer]:
    """In the order in which it was asked, and then the words under the papers."""
    return [*_told(submission), *_captions(submission)]


def is_sealed(question: str) -> bool:
    return question == SEALED


def under_seal(submission: Submission) -> list[Answer]:
    """For those who may open it, once they have."""
    words = words_under_seal(submission).get(SEALED, "")
    return [Answer(SEALED, str(_("Under seal")), words)] if words else []


def words_under_seal(submission: Submission) -> dict[str, str]:
    found = SealedAnswers.objects.filter(submission=submission).first()
    typed = dict(_typed(found.answers)) if found else {}
    return {SEALED: typed[SEALED]} if SEALED in typed else {}


def words_of(submission: Submission) -> dict[str, str]:
    """The same for machines: by question, without the sentences in which it was asked."""
    told = dict(_typed(submission.answers))
    return told | {each.question: each.words for each in _captions(submission)}


def _told(submission: Submission) -> Iterator[Answer]:
    versions = QuestionnaireVersion.objects.filter(pk=submission.questionnaire_id)
    schema = versions.values_list(f"schema__{submission.language}", flat=True).get()
    voice = submission.voice or queries.voice_of(submission.answers)
    typed = dict(_typed(submission.answers))
    pages = {page: in_voice(schema[page], voice) for page in schema if page in submission.answers}
    # The database gives pages in the order of their names; their numbers are those of the form.
    for page, asked in sorted(pages.items(), key=lambda each: _place(each[1])):
        controls = [each for each in asked.get("fields", ()) if _is_offered(page, each)]
        for number, place in enumerate(_places(page, submission.answers[page])):
            for control in controls:
                question = f"{place}:{control['name']}"
                if words := typed.get(question):
                    yield Answer(question, _label(asked, control, number), words)


def _place(asked: Mapping[str, Any]) -> tuple[bool, list[int]]:
    """By its number, such as ``12`` or ``12a``; pages that have none come last."""
    number = str(asked.get("number") or "")
    return not number, [int(digits) for digits in re.findall(r"\d+", number)]


def _is_offered(page: str, control: Mapping[str, Any]) -> bool:
    """Words; and no name of the person, since consent says how that is shown."""
    is_name = page in NAMES and control["name"] in NAME_PARTS
    return "choices" not in control and not is_name


def _typed(answers: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for page in answers.keys() - STAYS:
        for place, values in _places(page, answers[page]).items():
            for control, said in values.items():
                words = passages.plain("\n".join(said))
                if words and not _is_uuid(words):
                    yield f"{place}:{control}", words


def _places(page: str, typed: Mapping[str, Any]) -> dict[str, Mapping[str, list[str]]]:
    """The page itself, or each entry on it."""
    if any(isinstance(each, dict) for each in typed.values()):
        return {page: {}} | {f"{page}/{entry}": values for entry, values in typed.items()}
    return {page: typed}


def _captions(submission: Submission) -> Iterator[Answer]:
    used = [each for each in submission.case.evidence.all() if each.is_in_use]
    for paper in sorted(used, key=lambda paper: paper.pk):
        if words := passages.plain(str((paper.told or {}).get("caption") or "")):
            label = str(paper.get_kind_display())
            yield Answer(f"paper/{paper.uuid}:caption", label, words)


def _label(asked: Mapping[str, Any], control: Mapping[str, Any], number: int) -> str:
    heading = str(asked.get("entry_heading") if number else asked.get("heading") or "")
    heading = f"{heading} {number}" if number else heading
    label = str(control["label"])
    return heading if heading == label or not label else f"{heading} · {label}"


def _is_uuid(words: str) -> bool:
    """A paper that was chosen, and no words."""
    try:
        UUID(words)
    except ValueError:
        return False
    return True
