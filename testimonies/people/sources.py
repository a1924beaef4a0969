"""What each source says of a person, in words, so that they can stand side by side."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from testimonies.history.fuzzy_date import FuzzyDate
from testimonies.models import IdentityAssertion, NameForm, PersonMention
from testimonies.models.person import Fate, Sex
from testimonies.people.features import Features
from testimonies.people.queries import Suggestion
from testimonies.people.rules import Compared, Field, Standing, compare, contradict

TAGS = {Standing.MATCH: "good", Standing.DIFFERS: "bad", Standing.MISSING: "calm"}


@dataclass(frozen=True)
class Row:
    """One field as one source tells it. `differs`: another source says something else."""

    label: str
    words: str
    differs: bool = False


@dataclass(frozen=True)
class Source:
    mention: PersonMention
    #: The reference of its submission, or the list with the number of the row.
    called: str
    #: Where whoever may opens it; empty for a row of a list.
    url: str
    names: tuple[NameForm, ...]
    rows: tuple[Row, ...]
    assertion: IdentityAssertion | None = None


@dataclass(frozen=True)
class Line:
    """One field of two mentions beside each other."""

    compared: Compared
    ours: str
    theirs: str

    @property
    def tag(self) -> str:
        return TAGS[self.compared.standing]


@dataclass(frozen=True)
class Offer:
    """A suggestion as the page shows it."""

    source: Source
    score: int
    is_probable: bool
    lines: tuple[Line, ...]


def called(mention: PersonMention) -> str:
    if mention.submission:
        return mention.submission.reference
    return f"{mention.row.edition.source.name}, {mention.row.number}" if mention.row else ""


def of(mention: PersonMention, assertion: IdentityAssertion | None = None) -> Source:
    submission = mention.submission
    url = reverse("admin:testimonies_submission_screen", args=[submission]) if submission else ""
    told = _told(mention)
    rows = (Row(str(field.label), told[field]) for field in list(Field)[1:])
    return Source(
        mention=mention,
        called=called(mention),
        url=url,
        names=tuple(mention.names.all()),
        rows=tuple(row for row in (*rows, *_more(mention)) if row.words),
        assertion=assertion,
    )


def side_by_side(
    standing: Sequence[tuple[IdentityAssertion, PersonMention]], compared: Sequence[Features]
) -> list[Source]:
    """Every source of a person; what contradicts another one is marked in each."""
    differing = contradictions([mention for _said, mention in standing], compared)
    return [_marked(of(mention, assertion), differing) for assertion, mention in standing]


def contradictions(mentions: Sequence[PersonMention], compared: Sequence[Features]) -> list[str]:
    """The labels of the fields in which two sources cannot both be right."""
    fields = {
        each.field
        for place, one in enumerate(compared)
        for other in compared[place + 1 :]
        for each in compare(one, other).compared
        if each.standing == Standing.DIFFERS
    }
    found = [str(field.label) for field in Field if field in fields]
    if contradict((each.death_earliest, each.death_latest) for each in mentions):
        found.append(_("Died"))
    if len({each.fate for each in mentions} - {"", Fate.UNKNOWN}) > 1:
        found.append(_("What became of the person"))
    return found


def offer(own: PersonMention, suggestion: Suggestion) -> Offer:
    ours, theirs = _told(own), _told(suggestion.mention)
    return Offer(
        source=of(suggestion.mention),
        score=suggestion.likeness.score,
        is_probable=suggestion.likeness.is_probable,
        lines=tuple(
            Line(each, ours[each.field], theirs[each.field])
            for each in suggestion.likeness.compared
        ),
    )


def _marked(source: Source, differing: Iterable[str]) -> Source:
    rows = tuple(Row(row.label, row.words, row.label in differing) for row in source.rows)
    return Source(source.mention, source.called, source.url, source.names, rows, source.assertion)


def _told(mention: PersonMention) -> dict[Field, str]:
    told, episodes = mention.told, list(mention.episodes.all())
    homes = [told.get("birth_place", ""), told.get("place", "")]
    homes += [episode.told.get("from", "") for episode in episodes]
    return {
        Field.NAME: ", ".join(name.full for name in mention.names.all()),
        Field.BIRTH: _when(mention.birth_edtf),
        Field.HOME: "; ".join(dict.fromkeys(filter(None, homes))),
        Field.RELATIVES: "; ".join(_relatives(mention)),
        Field.DEPORTATION: "; ".join(
            ", ".join(
                filter(
                    None,
                    (
                        episode.operation.name if episode.operation else "",
                        _when(episode.start_edtf),
                        episode.told.get("to", ""),
                    ),
                )
            )
            for episode in episodes
        ),
    }


def _relatives(mention: PersonMention) -> Iterator[str]:
    """As the source says it, from either side."""
    for tie in (*mention.related.all(), *mention.relationships.all()):
        other = tie.of if tie.to_id == mention.pk else tie.to
        name = next((each.full for each in other.names.all()), "")
        if name:
            yield f"{name} ({tie.get_kin_display()})"


def _more(mention: PersonMention) -> Iterator[Row]:
    told = mention.told
    sex = told.get("sex", "")
    died = (_when(mention.death_edtf), told.get("death_place", ""))
    yield Row(_("Sex"), str(Sex(sex).label) if sex in Sex.values else sex)
    yield Row(_("Died"), ", ".join(filter(None, died)))
    yield Row(_("What became of the person"), mention.get_fate_display())
    yield Row(_("Work or school before"), told.get("occupation", ""))
    yield Row(_("In this story"), str(capfirst(mention.get_role_display())))


def _when(edtf: str) -> str:
    return FuzzyDate(edtf).in_words() if edtf else ""
