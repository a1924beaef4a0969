"""Whom a mention may be: candidates by blind keys, compared in the clear, and explained."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import IdentityAssertion, Person, PersonMention, Sketch
from testimonies.models.claim import State as ClaimState
from testimonies.models.identity import Verdict
from testimonies.models.testimony import Workflow
from testimonies.people import features, keys, records, rules
from testimonies.people.features import Features
from testimonies.people.rules import Likeness
from testimonies.privacy import vault

#: How many are shown, how many are compared, and from how many those are chosen.
SHOWN, COMPARED, LOOKED_AT = 5, 150, 4_000
#: Less than this is no suggestion.
LEAST = 30
CANDIDATES = """
SELECT %s::bigint, mention_id, uuid::text, features FROM (
    SELECT id, mention_id, uuid, features, keys FROM testimonies_sketch
    WHERE keys && %s::int[] LIMIT %s
) AS near
WHERE mention_id <> %s
ORDER BY (SELECT count(*) FROM unnest(keys) AS key WHERE key = ANY(%s::int[])) DESC, id
LIMIT %s
"""
IN_HAND = (
    "submission__case",
    "submission__testimony",
    "submission__claim",
    "row__edition__source",
)


@dataclass(frozen=True)
class Suggestion:
    """Somebody whom the mention may be, and what speaks for and against it."""

    mention: PersonMention
    likeness: Likeness


def standing_mentions() -> QuerySet[PersonMention]:
    """Those whose source was not withdrawn, and is not corrected by a later edition."""
    return (
        PersonMention.objects.exclude(submission__testimony__workflow=Workflow.WITHDRAWN)
        .exclude(submission__claim__state=ClaimState.WITHDRAWN)
        .filter(Q(row=None) | Q(row__superseded_in=None))
    )


def read(mentions: QuerySet[PersonMention]) -> QuerySet[PersonMention]:
    """With all that is compared and shown, in a fixed number of queries."""
    standing = IdentityAssertion.objects.current().select_related("person", "by")
    return mentions.select_related(*IN_HAND).prefetch_related(
        *records.WITH, Prefetch("identities", queryset=standing, to_attr="standing")
    )


def suggestions_for(
    mention: PersonMention, own: Features, *, reader: User | None = None
) -> list[Suggestion]:
    """The five for whom most speaks, without those of whom somebody has said what they are."""
    settled = settled_with(mention)
    ranked = [each for each in _ranked(mention, own) if each[0] not in settled]
    if reader is not None:
        hidden = PersonMention.objects.hidden_from(reader).filter(
            pk__in=[pk for pk, _likeness in ranked]
        )
        away = set(hidden.values_list("pk", flat=True))
        ranked = [each for each in ranked if each[0] not in away]
    chosen = _one_of_each_person(mention, ranked)
    shown = {each.pk: each for each in read(PersonMention.objects.filter(pk__in=chosen))}
    return [Suggestion(shown[pk], likeness) for pk, likeness in chosen.items() if pk in shown]


def _one_of_each_person(
    mention: PersonMention, ranked: Sequence[tuple[int, Likeness]]
) -> dict[int, Likeness]:
    known = [pk for pk, _likeness in ranked]
    return _chosen(mention.submission_id, ranked, _sources(known), _people(known))


def _sources(known: Collection[int]) -> dict[int, int | None]:
    """The submissions of those that stand."""
    standing = standing_mentions().filter(pk__in=known)
    return dict(standing.values_list("pk", "submission_id"))


def _people(known: Collection[int]) -> dict[int, int]:
    same = IdentityAssertion.objects.current().filter(mention__in=known, verdict=Verdict.SAME)
    return dict(same.values_list("mention_id", "person_id"))


def _chosen(
    submission: int | None,
    ranked: Sequence[tuple[int, Likeness]],
    sources: dict[int, int | None],
    people: dict[int, int],
) -> dict[int, Likeness]:
    """Two people in one source are two people, so that its own mentions are none of them."""
    seen: set[int] = set()
    chosen: dict[int, Likeness] = {}
    for pk, likeness in ranked:
        is_own = submission is not None and sources.get(pk) == submission
        if pk in sources and not is_own and people.get(pk) not in seen and len(chosen) < SHOWN:
            chosen[pk] = likeness
            seen |= {people[pk]} if pk in people else set()
    return chosen


def probable_among(
    mentions: Mapping[int, int | None], settled: Mapping[int, Collection[int]]
) -> dict[int, dict[int, Likeness]]:
    """Who may well be one of these, by their sketches; each with its submission. Four statements.

    Without those of whom somebody has said what they are.
    """
    sketches = Sketch.objects.filter(mention__in=mentions)
    drawn = {each.mention_id: features.from_plain(each.features) for each in sketches}
    found = _candidates_of({pk: keys.asked_of(own) for pk, own in drawn.items()})
    ranked = {
        pk: [each for each in _likely(own, found.get(pk, ())) if each[0] not in settled[pk]]
        for pk, own in drawn.items()
    }
    known = {pk for likely in ranked.values() for pk, _likeness in likely}
    if not known:
        return {}
    sources, people = _sources(known), _people(known)
    chosen = {pk: _chosen(mentions[pk], likely, sources, people) for pk, likely in ranked.items()}
    return {
        pk: {other: one for other, one in likely.items() if one.is_probable}
        for pk, likely in chosen.items()
    }


def _ranked(mention: PersonMention, own: Features) -> list[tuple[int, Likeness]]:
    return _likely(own, candidates(mention.pk, keys.asked_of(own)))


def _likely(own: Features, near: Iterable[tuple[int, Features]]) -> list[tuple[int, Likeness]]:
    compared = [
        (pk, rules.compare(own, other))
        for pk, other in near
        if not rules.cannot_be_one(own, other)
    ]
    likely = [each for each in compared if each[1].score >= LEAST]
    return sorted(likely, key=lambda each: (-each[1].score, each[0]))[:COMPARED]


def candidates(mention_id: int, asked: list[int]) -> list[tuple[int, Features]]:
    """Those that share most keys with it."""
    return _candidates_of({mention_id: asked}).get(mention_id, [])


def _candidates_of(asked: Mapping[int, list[int]]) -> dict[int, list[tuple[int, Features]]]:
    """For each mention, in one statement: a branch each, so that each uses the index of keys."""
    if not asked:
        return {}
    branches = " UNION ALL ".join([f"({CANDIDATES})"] * len(asked))
    told: list[Any] = []
    for mention_id, own in asked.items():
        told += [mention_id, own, LOOKED_AT, mention_id, own, COMPARED]
    with connection.cursor() as cursor:
        cursor.execute(branches, told)
        rows = cursor.fetchall()
    opened = vault.opener(Sketch._meta.get_field("features").place)
    found: dict[int, list[tuple[int, Features]]] = {}
    for mention_id, pk, row, sealed in rows:
        near = features.from_plain(opened(bytes(sealed), row))
        found.setdefault(mention_id, []).append((pk, near))
    return found


def person_of(mention: PersonMention) -> Person | None:
    """Whose mention it is, of one that was `read`."""
    same = (each.person for each in standing_of(mention) if each.verdict == Verdict.SAME)
    return next(same, None)


def standing_of(mention: PersonMention) -> list[IdentityAssertion]:
    return list(getattr(mention, "standing", ()))


def settled_with(mention: PersonMention) -> dict[int, IdentityAssertion]:
    """Mentions about which, and this one, somebody has said something that stands."""
    return settled_among([mention.pk])[mention.pk]


def settled_among(mentions: Collection[int]) -> dict[int, dict[int, IdentityAssertion]]:
    """The same of several mentions, in two statements."""
    standing = IdentityAssertion.objects.current().select_related("person", "by")
    mine: dict[int, dict[int, IdentityAssertion]] = {pk: {} for pk in mentions}
    for each in standing.filter(mention__in=mentions):
        mine[each.mention_id][each.person_id] = each
    people = {person for said in mine.values() for person in said}
    others = list(standing.filter(person__in=people)) if people else []
    return {pk: _settled(pk, said, others) for pk, said in mine.items()}


def _settled(
    mention: int, mine: dict[int, IdentityAssertion], others: Iterable[IdentityAssertion]
) -> dict[int, IdentityAssertion]:
    home = next((pk for pk, each in mine.items() if each.verdict == Verdict.SAME), None)
    return {
        each.mention_id: _of_the_two(mine.get(each.person_id), each)
        for each in others
        if each.mention_id != mention
        and each.person_id in mine
        and (each.verdict == Verdict.SAME or each.person_id == home)
    }


def _of_the_two(mine: IdentityAssertion | None, theirs: IdentityAssertion) -> IdentityAssertion:
    """Which of two verdicts about one person speaks of both: the later one, where both are it."""
    if mine is None or theirs.verdict != Verdict.SAME:
        return theirs
    return max(mine, theirs, key=lambda said: said.pk) if mine.verdict == Verdict.SAME else mine


def judged(
    mention: PersonMention, *, reader: User | None = None
) -> list[tuple[PersonMention, IdentityAssertion]]:
    """The others about whom something was said, each with what was said."""
    settled = settled_with(mention)
    found = read(_seen_by(reader, standing_mentions().filter(pk__in=settled))).order_by("pk")
    return [(other, settled[other.pk]) for other in found]


def likeness_of(one: PersonMention, other: PersonMention, gazetteer: Gazetteer) -> Likeness:
    return rules.compare(
        records.features_of(one, gazetteer), records.features_of(other, gazetteer)
    )


def sources_of(
    person: Person, *, reader: User | None = None
) -> list[tuple[IdentityAssertion, PersonMention]]:
    """Everything that tells of the person, or may; the surest first."""
    standing = IdentityAssertion.objects.current().filter(person=person).select_related("by")
    assertions = {each.mention_id: each for each in standing}
    seen = _seen_by(reader, standing_mentions().filter(pk__in=assertions))
    found = {each.pk: each for each in read(seen)}
    order = list(Verdict)
    ranked = sorted(
        (each for each in assertions.values() if each.mention_id in found),
        key=lambda each: (order.index(Verdict(each.verdict)), each.pk),
    )
    return [(each, found[each.mention_id]) for each in ranked]


def history_of(person: Person, *, reader: User) -> QuerySet[IdentityAssertion]:
    """What was said and taken back, newest first."""
    hidden = PersonMention.objects.hidden_from(reader).values("pk")
    ended = IdentityAssertion.objects.filter(person=person, ended_at__isnull=False)
    ended = ended.exclude(mention__in=hidden)
    return ended.select_related("by", "ended_by", "mention__submission").order_by("-ended_at")


def _seen_by(reader: User | None, mentions: QuerySet[PersonMention]) -> QuerySet[PersonMention]:
    """Without those of the reader's own family; without a reader, for the house itself."""
    if reader is None:
        return mentions
    return mentions.exclude(pk__in=PersonMention.objects.hidden_from(reader).values("pk"))


def mention_of(submission_id: int, uuid: UUID) -> PersonMention | None:
    return read(PersonMention.objects.filter(submission_id=submission_id, uuid=uuid)).first()
