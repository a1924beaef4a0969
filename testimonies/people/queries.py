"""Whom a mention may be: candidates by blind keys, compared in the clear, and explained."""

from __future__ import annotations

from collections.abc import Sequence
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
SELECT mention_id, uuid::text, features FROM (
    SELECT id, mention_id, uuid, features, keys FROM testimonies_sketch
    WHERE keys && %(keys)s::int[] LIMIT %(most)s
) AS near
WHERE mention_id <> %(mention)s
ORDER BY (SELECT count(*) FROM unnest(keys) AS key WHERE key = ANY(%(keys)s::int[])) DESC, id
LIMIT %(compared)s
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
    """Two people in one source are two people, so that its own mentions are none of them."""
    known = [pk for pk, _likeness in ranked]
    standing = standing_mentions().filter(pk__in=known)
    if mention.submission_id:
        standing = standing.exclude(submission_id=mention.submission_id)
    same = IdentityAssertion.objects.current().filter(mention__in=known, verdict=Verdict.SAME)
    people = dict(same.values_list("mention_id", "person_id"))
    left, seen = set(standing.values_list("pk", flat=True)), set[int]()
    chosen: dict[int, Likeness] = {}
    for pk, likeness in ranked:
        if pk in left and people.get(pk) not in seen and len(chosen) < SHOWN:
            chosen[pk] = likeness
            seen |= {people[pk]} if pk in people else set()
    return chosen


def _ranked(mention: PersonMention, own: Features) -> list[tuple[int, Likeness]]:
    compared = [
        (pk, rules.compare(own, other))
        for pk, other in candidates(mention.pk, keys.asked_of(own))
        if not rules.cannot_be_one(own, other)
    ]
    likely = [each for each in compared if each[1].score >= LEAST]
    return sorted(likely, key=lambda each: (-each[1].score, each[0]))[:COMPARED]


def candidates(mention_id: int, asked: list[int]) -> list[tuple[int, Features]]:
    """Those that share most keys with it."""
    told: dict[str, Any] = {
        "keys": asked,
        "most": LOOKED_AT,
        "mention": mention_id,
        "compared": COMPARED,
    }
    with connection.cursor() as cursor:
        cursor.execute(CANDIDATES, told)
        rows = cursor.fetchall()
    opened = vault.opener(Sketch._meta.get_field("features").place)
    return [(pk, features.from_plain(opened(bytes(sealed), row))) for pk, row, sealed in rows]


def person_of(mention: PersonMention) -> Person | None:
    """Whose mention it is, of one that was `read`."""
    same = (each.person for each in standing_of(mention) if each.verdict == Verdict.SAME)
    return next(same, None)


def standing_of(mention: PersonMention) -> list[IdentityAssertion]:
    return list(getattr(mention, "standing", ()))


def settled_with(mention: PersonMention) -> dict[int, IdentityAssertion]:
    """Mentions about which, and this one, somebody has said something that stands."""
    own = IdentityAssertion.objects.current().filter(mention=mention)
    people = list(own.values_list("person_id", flat=True))
    mine = {each.person_id: each for each in own.select_related("person", "by")}
    same = Q(verdict=Verdict.SAME, person__in=people)
    if home := next((pk for pk, each in mine.items() if each.verdict == Verdict.SAME), None):
        same |= Q(person=home)
    others = IdentityAssertion.objects.current().filter(same).exclude(mention=mention)
    return {
        each.mention_id: _of_the_two(mine.get(each.person_id), each)
        for each in others.select_related("person", "by")
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
