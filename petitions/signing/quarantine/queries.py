"""What moderators see: who waits, where signatures come from, and what a criterion would hit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q, QuerySet
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.models import Invalidation, Petition, Signature
from petitions.models.invalidation import Source
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing.quarantine import reopening, rules, statements
from petitions.signing.quarantine.rules import Criterion, Share, Window
from testimonies.errors import Refusal


@dataclass(frozen=True)
class Trend:
    """One source of one petition's signatures within a window."""

    source: str
    key: bytes
    share: Share
    #: Of those within the window.
    put_aside: int
    #: A mail domain in clear; addresses and networks stay codes until somebody looks.
    name: str

    @property
    def code(self) -> str:
        return rules.code_of(self.key)


@dataclass(frozen=True)
class Crowd:
    """What is most frequent within one window, by kind of source."""

    window: Window
    sources: list[tuple[Source, list[Trend]]]

    @property
    def stands_out(self) -> bool:
        return any(each.share.stands_out for _source, trends in self.sources for each in trends)


@dataclass(frozen=True)
class Sample:
    reference: str
    state: str
    assurance: str
    country: str
    signed_at: datetime
    suspicions: list[str]


@dataclass(frozen=True)
class Preview:
    """What an invalidation would set aside, were it pressed now."""

    by_state: list[tuple[str, int]]
    by_assurance: list[tuple[str, int]]
    by_country: list[tuple[str, int]]
    newest: int
    of_all: int
    sample: list[Sample]

    @property
    def total(self) -> int:
        return sum(count for _state, count in self.by_state)

    @property
    def counted(self) -> int:
        """How many the public count would lose."""
        return dict(self.by_state).get(State.CONFIRMED, 0)

    @property
    def percent(self) -> int:
        """Of everything that counts."""
        return round(100 * self.counted / self.of_all) if self.of_all else 0


@dataclass(frozen=True)
class BeforeDeciding:
    """What a decision about signatures set aside together would touch, were it pressed now."""

    by_state: dict[str, int]
    #: An institution has received them; it would be told that they were rejected.
    handed_over: int

    @property
    def would_be_rejected(self) -> int:
        return sum(self.by_state.get(each, 0) for each in (State.QUARANTINED, State.PENDING))

    @property
    def left_alone(self) -> int:
        return sum(self.by_state.values()) - self.would_be_rejected


@dataclass(frozen=True)
class BeforeReopening:
    """What undoing a rejection would bring back, and what stays as it is, by the reason."""

    back: int
    told: int
    again: int
    changed: int


@dataclass(frozen=True)
class Waiting:
    """One petition, as the list of crowds shows it."""

    petition: Petition
    put_aside: int
    since: datetime | None


def waiting() -> list[Waiting]:
    """Every public petition, the longest wait first. Reads no signature but those that wait."""
    aside = Signature.objects.filter(state=State.QUARANTINED).values_list("petition")
    found = {
        petition: (count, since)
        for petition, count, since in aside.annotate(Count("pk"), Min("confirmed_at"))
    }
    petitions = Petition.objects.public().order_by("pk")
    waiting = [Waiting(each, *found.get(each.pk, (0, None))) for each in petitions]
    at = now()
    return sorted(waiting, key=lambda each: each.since or at)


def trending(petition: Petition) -> list[Crowd]:
    """For the last hour, day and week: what is most frequent, beside what is usual."""
    found = {source: _trends(petition, source) for source in Source}
    return [
        Crowd(window, [(source, found[source].get(window, [])) for source in Source])
        for window in Window
    ]


def preview(petition: Petition, criterion: Criterion) -> Preview:
    which = statements.which(criterion)
    words = statements.words(petition.pk, criterion)
    kinds = statements.ask_all(statements.PREVIEW.format(which=which), **words)
    sample = statements.ask_all(statements.SAMPLE.format(which=which), most=rules.SAMPLE, **words)
    return Preview(
        by_state=_by((state, count) for state, _a, _c, count, _n in kinds),
        by_assurance=_by((assurance, count) for _s, assurance, _c, count, _n in kinds),
        by_country=_by((country, count) for _s, _a, country, count, _n in kinds),
        newest=max((newest for *_kind, newest in kinds), default=0),
        of_all=sum(petition.counts.values_list("total", flat=True)),
        sample=[Sample(*row) for row in sample],
    )


def would_touch(invalidation: Invalidation) -> int:
    """How many a decision would change, were it pressed now."""
    if invalidation.state == Step.REJECTED:
        return before_reopening(invalidation).back
    return before_deciding(invalidation).would_be_rejected


def must_be_as_seen(invalidation: Invalidation, seen: int | None) -> None:
    """Whoever decided by a preview decided about what it said, and not about what came since."""
    if seen is not None and would_touch(invalidation) != seen:
        raise Refusal(
            _("The number of signatures has changed since you looked. Please look at it again.")
        )


def before_deciding(invalidation: Invalidation) -> BeforeDeciding:
    rows = statements.ask_all(reopening.BEFORE_DECIDING, invalidation=invalidation.pk)
    return BeforeDeciding(
        by_state={state: count for state, count, _over in rows},
        handed_over=sum(
            over for state, _count, over in rows if state in {State.QUARANTINED, State.PENDING}
        ),
    )


def before_reopening(invalidation: Invalidation) -> BeforeReopening:
    rows = statements.ask_all(reopening.BEFORE_REOPENING, invalidation=invalidation.pk)
    found = dict(rows)
    return BeforeReopening(
        back=found.get("", 0),
        told=found.get("told", 0),
        again=found.get("again", 0),
        changed=found.get("changed", 0),
    )


def criterion_of(invalidation: Invalidation) -> Criterion:
    return Criterion(
        since=invalidation.since,
        until=invalidation.until,
        source=invalidation.source,
        key=bytes(invalidation.key) if invalidation.key else None,
        suspicion=invalidation.suspicion,
    )


def put_aside() -> QuerySet[Signature]:
    """The queue, the longest wait first."""
    suspected = Signature.objects.suspected().select_related("petition")
    return suspected.order_by("confirmed_at", "pk")


def alike(signature: Signature) -> list[Signature]:
    """Other signatures of the same petition that may be of the same person."""
    same = Q()
    for key in ("person_key", "code_key", "mailbox_key"):
        if value := getattr(signature, key):
            same |= Q(**{key: value})
    if not same:
        return []
    others = Signature.objects.filter(same, petition=signature.petition_id)
    return list(others.exclude(pk=signature.pk).order_by("pk")[: rules.MOST_SHOWN])


def has_signed_again(signature: Signature) -> bool:
    """Whether another signature of this person is living."""
    living = Signature.objects.living().filter(petition=signature.petition_id)
    same = living.filter(identity_key=signature.identity_key)
    if signature.mail_key:
        same |= living.filter(mail_key=signature.mail_key)
    return same.exists()


def newest_from(petition: Petition, source: Source, key: bytes) -> Signature | None:
    """One signature whose trace shows what is behind a code."""
    traced = Signature.objects.filter(petition=petition, address_key__isnull=False)
    found = traced.filter(**{f"{source}_key": key}).exclude(trace=None)
    return found.order_by("-signed_at").first()


def _trends(petition: Petition, source: Source) -> dict[Window, list[Trend]]:
    at = now()
    rows = statements.ask_all(
        statements.trending(f"{source}_key"),
        petition=petition.pk,
        before=at - rules.USUAL_OVER,
        most=rules.MOST_SHOWN,
        **{window.value: at - window.length for window in Window},
    )
    names = _domains(row[-1] for row in rows) if source == Source.DOMAIN else {}
    trends: dict[Window, list[Trend]] = {}
    for name, key, count, of_all, earlier, of_all_earlier, aside, sample in rows:
        share = Share(count, int(of_all), earlier, int(of_all_earlier))
        trend = Trend(source, bytes(key), share, aside, names.get(sample, ""))
        trends.setdefault(Window(name), []).append(trend)
    return trends


def _domains(samples: Iterable[int]) -> dict[int, str]:
    """The mail domains of some signatures, in clear. The rest of each address stays shut."""
    found = Signature.objects.filter(pk__in=set(samples)).only("uuid", "personal")
    return {each.pk: str(each.personal.get("email", "")).rpartition("@")[2] for each in found}


def _by(counted: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    totals: Counter[str] = Counter()
    for name, count in counted:
        totals[name] += count
    return totals.most_common()
