"""What is allowed, since when, and what was allowed before: in plain words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.forms import Field
from django.utils.translation import gettext as _

from testimonies.intake.consent import allowed, asked
from testimonies.intake.consent.allowed import Allowed, Item
from testimonies.intake.consent.forms import NO, YES
from testimonies.models import ConsentRecord, Institution, Submission
from testimonies.models.consent import Audience, Embargo, Identity, Use
from testimonies.templatetags.components import day_month_year


@dataclass(frozen=True)
class Answer:
    """One thing that was asked, what is allowed, and since when."""

    question: str
    words: str
    since: datetime


@dataclass(frozen=True)
class Asked:
    """The answers of one page, and its part of the address."""

    key: str
    heading: str
    answers: tuple[Answer, ...]


@dataclass(frozen=True)
class Earlier:
    """One version: when it was in force, and what it said."""

    record: ConsentRecord
    answers: tuple[tuple[str, str], ...]


#: What each page asks, and under which control; a claim asks about the words by asking to whom.
ITEMS: dict[str, dict[Item, str]] = {
    "audience": {
        Item.TEXT: "text",
        Item.DOCUMENTS: "documents",
        Item.PHOTOGRAPHS: "photographs",
        Item.RECORDING: "recording",
    },
    "shown-as": {Item.IDENTITY: "identity"},
    "uses": {Item.USES: "uses", Item.INSTITUTIONS: "scope"},
    "waiting": {Item.EMBARGO: "embargo"},
    "receivers": {Item.INSTITUTIONS: "scope", Item.DOCUMENTS: "papers"},
}


def current(submission: Submission) -> ConsentRecord:
    return submission.consents.current().select_related("submission__testimony").get()


def pages(submission: Submission) -> list[Asked]:
    """Everything that is allowed now, in the order in which it was asked."""
    versions, names = _versions(submission), _names()
    about, questions = asked.circumstances(submission), _questions(submission)
    said = versions[-1][1]
    return [
        Asked(
            page.key,
            page.title(about.voice),
            tuple(
                Answer(
                    str(questions[item].label),
                    in_words(item, said, names, questions[item]),
                    _since(versions, item),
                )
                for item in ITEMS[page.key]
            ),
        )
        for page in asked.pages_of(submission)
    ]


def earlier(submission: Submission) -> list[Earlier]:
    """Every version, the newest first."""
    names, questions = _names(), _questions(submission)
    return [
        Earlier(
            record,
            tuple(
                (str(field.label), in_words(item, said, names, field))
                for item, field in questions.items()
            ),
        )
        for record, said in reversed(_versions(submission))
    ]


def changes(submission: Submission, before: Allowed, after: Allowed) -> list[tuple[str, str, str]]:
    """What differs: the question, what was allowed, and what is now."""
    names = _names()
    differing = allowed.difference(before, after).items
    return [
        (
            str(field.label),
            in_words(item, before, names, field),
            in_words(item, after, names, field),
        )
        for item, field in _questions(submission).items()
        if item in differing
    ]


def in_words(item: Item, said: Allowed, names: dict[str, str], field: Field) -> str:
    match item:
        case Item.IDENTITY:
            label = str(Identity(said.identity).label)
            is_pseudonym = said.identity == Identity.PSEUDONYM
            return f"{label}: {said.pseudonym}" if is_pseudonym else label
        case Item.USES:
            labels = [str(Use(use).label) for use in Use.values if use in said.uses]
            return "\n".join(labels) or _("For nothing: it is only kept.")
        case Item.INSTITUTIONS:
            listed = sorted(names.get(code, code) for code in said.institutions)
            return "\n".join(listed) or _("To none of them.")
        case Item.EMBARGO:
            label = str(Embargo(said.embargo).label)
            return (
                f"{label}: {day_month_year(said.embargo_until)}" if said.embargo_until else label
            )
        case Item.RECORDING if not said.recording:
            return _("As far as the papers, and not to everybody.")
        case _:
            return _audience(getattr(said, item.value), field)


def _audience(audience: str, field: Field) -> str:
    """In the words of the question; a claim asks about its papers with yes and no."""
    labels = {key: str(label) for key, label in getattr(field, "choices", ())}
    return labels.get(audience) or labels[NO if audience == Audience.ARCHIVE else YES]


def _questions(submission: Submission) -> dict[Item, Field]:
    """Each item as it is asked, in their order."""
    about = asked.circumstances(submission)
    return {
        item: page.form(about=about).fields[control]
        for page in asked.pages_of(submission)
        for item, control in ITEMS[page.key].items()
    }


def _versions(submission: Submission) -> Sequence[tuple[ConsentRecord, Allowed]]:
    """The oldest first."""
    records = submission.consents.select_related("submission__testimony").order_by("version")
    return [(record, allowed.of(record)) for record in records]


def _since(versions: Sequence[tuple[ConsentRecord, Allowed]], item: Item) -> datetime:
    since = versions[-1][0].given_at
    now_said = versions[-1][1]
    for record, said in reversed(versions):
        if item in allowed.difference(said, now_said).items:
            break
        since = record.given_at
    return since


def _names() -> dict[str, str]:
    return {each.code: each.name for each in Institution.objects.all()}
