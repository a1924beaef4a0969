"""How much everybody has in hand, for whoever shares the work out. In the order of addresses.

There is no sum and no order by number: who reads the hardest stories is not the slowest.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, QuerySet
from django.utils.timezone import now

from accounts.models import User
from accounts.roles import PERMISSIONS, Role
from testimonies.care import topics
from testimonies.models import Care, CustodyEvent, QueueEntry, Submission
from testimonies.review import queries as review
from testimonies.review.absence import queries as absences
from testimonies.review.taking.policies import DECIDES

DAYS = 7
#: Steps that bring a case on, whatever they say about it.
STEPS = (
    "testimony.sorted", "testimony.asked_about", "testimony.accepted_by_first_reader",
    "testimony.accepted", "testimony.sent_back", "testimony.declined", "testimony.told_before",
    "testimony.published", "claim.acknowledged", "claim.asked_about", "claim.recorded",
    "claim.not_recordable", "claim.assessed", "claim.second_assessed",
)  # fmt: skip
#: A share of fewer says nothing, and says it of somebody.
FEWEST = 5


@dataclass(frozen=True)
class Held:
    reference: str
    since: datetime


@dataclass(frozen=True)
class Colleague:
    """One person, as far as the team agreed to know."""

    user: User
    held: Sequence[Held]
    done: int
    #: In a hundred, of the cases opened within seven days; None where there were too few.
    hard: int | None
    languages: Sequence[str] = ()
    most_in_hand: int | None = None
    days: Sequence[int] = ()
    away_until: date | None = None

    @property
    def has_room(self) -> bool:
        return self.most_in_hand is None or len(self.held) < self.most_in_hand


def members() -> QuerySet[User]:
    """Whoever decides about testimonies or claims."""
    roles = [role for role in Role if PERMISSIONS[role] & set(DECIDES)]
    return User.objects.filter(is_active=True, roles__overlap=roles).order_by("email")


def team(reader: User) -> list[Colleague]:
    """Without cases from which the reader keeps away."""
    users = list(members())
    held, done, hard = _held(reader), _done(users), _hard(users, reader)
    away = absences.away_until(user.pk for user in users)
    ways = {each.user_id: each for each in Care.objects.filter(user__in=users).defer("own")}
    return [
        Colleague(
            user=user,
            held=held[user.pk],
            done=done.get(user.pk, 0),
            hard=hard.get(user.pk),
            languages=ways[user.pk].languages if user.pk in ways else (),
            most_in_hand=ways[user.pk].most_in_hand if user.pk in ways else None,
            days=ways[user.pk].days if user.pk in ways else (),
            away_until=away.get(user.pk),
        )
        for user in users
    ]


def _held(reader: User) -> defaultdict[int, list[Held]]:
    entries = QueueEntry.objects.visible_to(reader).filter(assignee__isnull=False, is_ours=True)
    told = entries.order_by("assigned_at").values_list(
        "assignee", "submission__reference", "assigned_at"
    )
    found: defaultdict[int, list[Held]] = defaultdict(list)
    for user, reference, since in told:
        if user is not None and since is not None:
            found[user].append(Held(reference, since))
    return found


def _done(users: Sequence[User]) -> dict[int, int]:
    steps = CustodyEvent.objects.filter(
        by__in=users, event__in=STEPS, at__gte=now() - timedelta(days=DAYS)
    )
    return dict(steps.order_by().values_list("by").annotate(many=Count("subject", distinct=True)))


def _hard(users: Sequence[User], reader: User) -> dict[int, int]:
    looks = CustodyEvent.objects.filter(
        by__in=users, event=review.LOOKED, at__gte=now() - timedelta(days=DAYS)
    )
    opened: defaultdict[int, set[str]] = defaultdict(set)
    for user, reference in looks.order_by().values_list("by", "subject").distinct():
        opened[user].add(reference)
    seen = Submission.objects.visible_to(reader).filter(
        reference__in=set().union(*opened.values())
    )
    known = dict(seen.values_list("pk", "reference"))
    hard = {known[pk] for pk in topics.of(known, reader=reader)}
    return {
        user: round(100 * len(references & hard) / len(references))
        for user, references in opened.items()
        if len(references) >= FEWEST
    }
