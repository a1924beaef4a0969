"""What moderators say about who is the same person, and how mentions are found for them.

No row is ever merged and nothing is concluded by itself: a person is what somebody has said of
mentions, each verdict signed, dated, and taken back by whoever knows better.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.db import connection, transaction
from django.db.models import Min
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.history.gazetteer import Gazetteer
from testimonies.lists import at_once
from testimonies.models import IdentityAssertion, NameForm, Person, PersonMention, Sketch
from testimonies.models.custody import Actor
from testimonies.models.identity import Verdict
from testimonies.people import features, keys, queries, records
from testimonies.people.numbering import actions as numbering
from testimonies.people.rules import Likeness, Standing

#: One painter at a time, in the whole installation.
PAINTER = 7_204_002
BATCH, BATCHES = 500, 40


@dataclass(frozen=True)
class Said:
    """A verdict, its reasons, and what spoke for it on the day."""

    verdict: Verdict
    words: str
    likeness: Likeness


def sketch_waiting() -> int:
    """Draw what can be drawn in a moment; idempotent. Returns how many mentions."""
    done = 0
    for _batch in range(BATCHES):
        many = _sketch_batch()
        done += many
        if many < BATCH:
            break
    return done


@transaction.atomic
def _sketch_batch() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [PAINTER])
        if not cursor.fetchone()[0]:
            return 0
    waiting = PersonMention.objects.filter(sketched_at=None).order_by("pk")[:BATCH]
    # SECURITY: whoever withdraws meanwhile waits for this, and takes the sketches away after it.
    ids = list(waiting.select_for_update(no_key=True, of=("self",)).values_list("pk", flat=True))
    Sketch.objects.filter(mention__in=ids).delete()
    drawn = queries.read(queries.standing_mentions().filter(pk__in=ids))
    at_once.write(list(_sketches(drawn)))
    PersonMention.objects.filter(pk__in=ids).update(sketched_at=now())
    return len(ids)


def _sketches(mentions: Iterable[PersonMention]) -> Iterator[Sketch]:
    """A row that somebody damaged does not open. It has no sketch, and stops no other."""
    gazetteer = Gazetteer()
    for mention in mentions:
        try:
            found = records.features_of(mention, gazetteer)
        except InvalidTag:
            continue
        yield Sketch(mention=mention, keys=keys.of(found), features=features.as_plain(found))


@transaction.atomic
def judge(mention_id: int, other_id: int, said: Said, *, by: User) -> IdentityAssertion:
    """Say of two mentions whether they are of one person. Raises `Refusal`.

    The verdict is kept between one of them and the person of the other; where neither is of a
    person yet, the other one begins one. An earlier verdict about the two ends.
    """
    mention, other = _lock_both(mention_id, other_id)
    _must_be_told_apart(mention, other)
    if said.verdict == Verdict.NOT_SAME and not said.words:
        raise Refusal(_("Write why, in a few words."))
    subject, person = _meant(mention, other, said.verdict)

    person = person or _begin(other, by)
    ended = _end(_in_the_way(subject, person, said.verdict), by)
    assertion = _assert(subject, person, said, by)
    IdentityAssertion.objects.filter(pk__in=ended).update(superseded_by=assertion)
    _record("identity.asserted", assertion, [mention, other], by=by)
    return assertion


@transaction.atomic
def take_back(assertion: UUID | None, *, by: User) -> IdentityAssertion:
    """A verdict ends, and nothing stands in its place. What it was stays written down.

    SECURITY: by whoever may see both. Cases are hidden from somebody by what verdicts say.
    """
    found = IdentityAssertion.objects.select_for_update(no_key=True, of=("self",)).filter(
        person__in=Person.objects.visible_to(by),
        mention__in=PersonMention.objects.without_conflict(by),
    )
    standing = found.filter(uuid=assertion, ended_at=None).first() if assertion else None
    if standing is None:
        raise Refusal(_("This was taken back already."))

    standing.ended_at, standing.ended_by = now(), by
    standing.save(update_fields=["ended_at", "ended_by"])
    _record("identity.taken_back", standing, [standing.mention], by=by)
    return standing


@transaction.atomic
def prefer_name(person_id: int, name: UUID | None, *, by: User) -> Person:
    """Call the person by one of the names that its sources write."""
    person = Person.objects.lock(person_id)
    sources = IdentityAssertion.objects.current().filter(person=person, verdict=Verdict.SAME)
    own = NameForm.objects.filter(mention__in=sources.values("mention"), uuid=name).first()
    if own is None:
        raise Refusal(_("No source of this person writes that name."))

    person.preferred_name = own
    person.save(update_fields=["preferred_name"])
    custody.record("person.named", person, by=by, name=str(own.uuid))
    return person


@transaction.atomic
def leave(submission_id: int) -> int:
    """A source was taken back: its mentions are found no more, and are of no person.

    Idempotent. Reasons go too, as they speak of it; who said what and when stays in custody.
    """
    own = PersonMention.objects.filter(submission=submission_id).order_by("pk")
    ids = list(own.select_for_update(no_key=True).values_list("pk", flat=True))
    Sketch.objects.filter(mention__in=ids).delete()
    own.filter(sketched_at=None).update(sketched_at=now())
    Person.objects.filter(preferred_name__mention__in=ids).update(preferred_name=None)
    said = IdentityAssertion.objects.filter(mention__in=ids).select_related("person")
    people = set(said.values_list("person", flat=True))
    for assertion in said.select_for_update(no_key=True, of=("self",)):
        if assertion.ended_at is None:
            assertion.ended_at = now()
            told = _said(assertion)
            custody.record(
                "identity.source_withdrawn", assertion.person, actor=Actor.SUBMITTER, **told
            )
        assertion.reasons = {}
        assertion.save(update_fields=["ended_at", "reasons"])
    numbering.forget(people)
    return len(ids)


def forget_reasons(submission_id: int) -> int:
    """In the transaction that erases it: whoever was compared with somebody in it since, the
    reasons speak of it. The verdicts stay. Returns how many.
    """
    own = IdentityAssertion.objects.filter(mention__submission=submission_id)
    since = dict(own.values_list("person").annotate(first=Min("at")).order_by())
    later = IdentityAssertion.objects.filter(person__in=since).exclude(
        mention__submission=submission_id
    )
    speaking = [each for each in later if each.reasons and each.at >= since[each.person_id]]
    for assertion in speaking:
        assertion.reasons = {}
        assertion.save(update_fields=["reasons"])
    return len(speaking)


def _lock_both(mention_id: int, other_id: int) -> tuple[PersonMention, PersonMention]:
    """In one order, so that two who judge the same two wait for each other and never both stop."""
    both = PersonMention.objects.filter(pk__in=[mention_id, other_id]).order_by("pk")
    list(both.select_for_update(no_key=True, of=("self",)))
    standing = queries.read(queries.standing_mentions().filter(pk__in=[mention_id, other_id]))
    found = {each.pk: each for each in standing}
    if mention_id not in found or other_id not in found:
        raise Refusal(_("One of the two sources was taken back or corrected meanwhile."))
    return found[mention_id], found[other_id]


def _must_be_told_apart(mention: PersonMention, other: PersonMention) -> None:
    same_source = mention.submission_id and mention.submission_id == other.submission_id
    if mention.pk == other.pk or same_source:
        raise Refusal(_("Choose somebody from another source."))


def _meant(
    mention: PersonMention, other: PersonMention, verdict: Verdict
) -> tuple[PersonMention, Person | None]:
    """Which of the two the verdict is about, and of whose person it speaks."""
    mine, theirs = queries.person_of(mention), queries.person_of(other)
    if verdict == Verdict.SAME and mine and theirs and mine != theirs:
        if _stands_alone(mine):
            return mention, theirs
        if _stands_alone(theirs):
            return other, mine
        raise Refusal(_("Other sources belong to each of the two. Take one of those back first."))
    if (
        mine
        and not _has_verdict(mention, theirs)
        and (theirs is None or _has_verdict(other, mine))
    ):
        return other, mine
    return mention, theirs


def _has_verdict(mention: PersonMention, person: Person | None) -> bool:
    return any(each.person == person for each in queries.standing_of(mention))


def _stands_alone(person: Person) -> bool:
    return IdentityAssertion.objects.current().filter(person=person).count() == 1


def _in_the_way(
    subject: PersonMention, person: Person, verdict: Verdict
) -> list[IdentityAssertion]:
    """What the new verdict replaces: the one before it, and of whom the mention was the same."""
    return [
        each
        for each in queries.standing_of(subject)
        if each.person_id == person.pk
        or (verdict == Verdict.SAME and each.verdict == Verdict.SAME)
    ]


def _begin(other: PersonMention, by: User) -> Person:
    """A person of whom one source tells; that needs no comparing."""
    person = Person.objects.create(preferred_name=next(iter(other.names.all()), None))
    IdentityAssertion.objects.create(
        mention=other, person=person, verdict=Verdict.SAME, certainty=100, reasons={}, by=by
    )
    custody.record("person.begun", person, by=by, mention=str(other.uuid))
    return person


def _end(assertions: list[IdentityAssertion], by: User) -> list[int]:
    """First, since the database allows one current verdict at a time."""
    ids = [each.pk for each in assertions]
    IdentityAssertion.objects.filter(pk__in=ids).update(ended_at=now(), ended_by=by)
    return ids


def _assert(subject: PersonMention, person: Person, said: Said, by: User) -> IdentityAssertion:
    return IdentityAssertion.objects.create(
        mention=subject,
        person=person,
        verdict=said.verdict,
        certainty=said.likeness.score,
        agreed=said.likeness.fields(Standing.MATCH),
        differed=said.likeness.fields(Standing.DIFFERS),
        reasons={"words": said.words} if said.words else {},
        by=by,
    )


def _record(
    event: str, assertion: IdentityAssertion, mentions: list[PersonMention], *, by: User
) -> None:
    """In the history of the person, and of each case that it is about."""
    things = [assertion.person, *(each.submission for each in mentions if each.submission)]
    for thing in things:
        custody.record(event, thing, by=by, **_said(assertion))


def _said(assertion: IdentityAssertion) -> dict[str, Any]:
    return {
        "person": assertion.person.reference,
        "mention": str(assertion.mention.uuid),
        "verdict": assertion.verdict,
        "certainty": assertion.certainty,
    }
