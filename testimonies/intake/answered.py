"""What was handed in, in the sentences in which it was asked: those of its own version.

Pure but for `of`. A page or control that the version does not know is shown under its own name,
so that nothing that was typed is ever left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from testimonies.intake import instead, queries
from testimonies.intake.papers import queries as papers
from testimonies.models import (
    Institution,
    QuestionnaireVersion,
    RepressionEpisode,
    SealedAnswers,
    Submission,
)
from testimonies.models.case import Voice

#: Kept apart, where it can change.
APART = frozenset({"contact"})
#: Where whoever helped is reached; at the desk that is in the vault.
HELPER, REACH = "helper", "reach"
#: A page without a number comes behind the others: the database keeps no order of its own.
LAST = 1000
Schema = Mapping[str, Any]


@dataclass(frozen=True)
class Answered:
    """One page, or one entry on it."""

    heading: str
    rows: tuple[tuple[str, str], ...]


def of(submission: Submission) -> list[Answered]:
    """Every answer but the contact."""
    names = {str(each.uuid): papers.name_of(each) for each in submission.case.evidence.all()}
    names |= {each.code: each.name for each in Institution.objects.all()}
    told = RepressionEpisode.objects.filter(mention__submission__case=submission.case_id)
    names |= of_periods(told.select_related("operation"))
    versions = QuestionnaireVersion.objects.filter(pk=submission.questionnaire_id)
    schema = versions.values_list(f"schema__{submission.language}", flat=True).get()
    return under(schema, submission, names=names)


def of_periods(told: Iterable[RepressionEpisode]) -> dict[str, str]:
    """The names of periods, and of what each was part of."""
    names = {str(each.uuid): queries.recognised(each.type, each.start_edtf[:4]) for each in told}
    return names | {each.operation.slug: each.operation.name for each in told if each.operation}


def under(
    schema: Schema, submission: Submission, *, names: Mapping[str, str], with_reach: bool = True
) -> list[Answered]:
    """The same where all is read already; without `with_reach` but how a helper is reached."""
    answers = dict(submission.answers)
    if not with_reach and HELPER in answers:
        answers[HELPER] = {name: said for name, said in answers[HELPER].items() if name != REACH}
    return in_sentences(
        schema,
        {page: typed for page, typed in answers.items() if page not in APART},
        voice=submission.voice or queries.voice_of(answers),
        names=names,
    )


def under_seal(sealed: SealedAnswers) -> list[Answered]:
    """What was told on the sealed pages."""
    submission = sealed.submission
    versions = QuestionnaireVersion.objects.filter(pk=submission.questionnaire_id)
    schema = versions.values_list(f"schema__{submission.language}", flat=True).get()
    return in_sentences(schema, sealed.answers, voice=submission.voice, names={})


def in_sentences(
    schema: Schema, answers: Mapping[str, Any], *, voice: str, names: Mapping[str, str]
) -> list[Answered]:
    """`schema` is that of one language; `names` are those of what answers speak of by a key."""
    words = {page: in_voice(voices, voice) for page, voices in schema.items()}
    order = {page: int(words[page].get("number") or 0) or LAST for page in schema}
    names = {**_entries(words, answers), **names}
    pages = {*answers, *answers.get(instead.KEY, {})} - {instead.KEY}
    told: list[Answered] = []
    for page in sorted(pages, key=lambda page: (order.get(page, LAST + 1), page)):
        if page not in answers and "/" in page:
            continue  # of an entry, and told with it
        told += _page(page, words.get(page, {}), answers, names)
    return [each for each in told if each.rows]


def in_voice(voices: Mapping[str, Any], voice: str) -> Mapping[str, Any]:
    """Versions before the four voices had two: of oneself, and of another."""
    for each in (voice, "self" if voice == Voice.SELF else "other", "self"):
        if each in voices:
            return dict(voices[each])
    return {}


def _page(
    page: str, words: Mapping[str, Any], answers: Mapping[str, Any], names: Mapping[str, str]
) -> Iterator[Answered]:
    typed, heading = answers.get(page, {}), str(words.get("heading", page))
    said = _said(words, instead.given(answers, page))
    if not _is_list(typed):
        yield Answered(heading, (*_rows(words, typed, names), *said))
        return
    yield Answered(heading, said)
    for key, entry in typed.items():
        inside = instead.given_within(answers, f"{page}/{key}")
        rows = (
            *_rows(words, entry, names),
            *(row for each in inside for row in _said(words, each)),
        )
        yield Answered(names.get(key, key), rows)


def _entries(words: Mapping[str, Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, str]:
    """What each entry is called, at its place and where another answer speaks of it."""
    names: dict[str, str] = {}
    for page, typed in answers.items():
        if page != instead.KEY and _is_list(typed):
            asked = words.get(page, {})
            heading = asked.get("entry_heading") or asked.get("heading", page)
            names |= {key: f"{heading} {number}" for number, key in enumerate(typed, start=1)}
    return names


def _is_list(typed: Mapping[str, Any]) -> bool:
    """A page of entries holds answers by entry, any other the values by control."""
    return any(isinstance(each, dict) for each in typed.values())


def _said(words: Mapping[str, Any], said: str) -> tuple[tuple[str, str], ...]:
    labels = dict(words.get("instead") or instead.Instead.choices)
    return ((_("Your answer"), str(labels.get(said, said))),) if said else ()


def _rows(
    words: Mapping[str, Any], typed: Mapping[str, list[str]], names: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    left = dict(typed)
    for field in words.get("fields", ()):
        name = field["name"]
        dated = [left.pop(f"{name}_{part}", [""]) for part in range(3)]
        values = left.pop(name, []) or [".".join(each[0] for each in dated if each and each[0])]
        if said := "\n".join(_label(field, value, names) for value in values if value.strip()):
            yield str(field["label"]), said
    for name, values in left.items():
        if said := "\n".join(names.get(value, value) for value in values if value.strip()):
            yield name, said


def _label(field: Mapping[str, Any], value: str, names: Mapping[str, str]) -> str:
    for key, label in field.get("choices", ()):
        grouped = dict(label) if isinstance(label, list) else {key: label}
        if value in grouped:
            return str(grouped[value])
    return names.get(value, value)
