"""How reading stands, for the first page of the desk: what waits longest, how long it takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from testimonies.models import Claim, QueueEntry, Submission, Testimony
from testimonies.review import queue
from testimonies.review.counting import queries as counting

if TYPE_CHECKING:
    from accounts.models import User

#: As many of the newest are looked at, so that it stays quick and speaks of today.
NEWEST = 50
#: Fewer say nothing.
FEWEST = 5


@dataclass(frozen=True)
class Waiting:
    """How many wait for whom, and since when the first of them does."""

    what: str
    label: str
    many: int
    reference: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class InHand:
    who: str
    many: int
    since: datetime


@dataclass(frozen=True)
class Overview:
    waiting: Sequence[Waiting]
    in_hand: Sequence[InHand]
    #: Days from handing in, of the newest fifty; None while there are fewer than five.
    days_to_accepted: int | None
    days_to_recorded: int | None


def overview(user: User) -> Overview:
    """Only of what this person may see."""
    entries = QueueEntry.objects.visible_to(user)
    cells = counting.count(user).cells
    own = Submission.objects.without_conflict(user)
    return Overview(
        waiting=[each for each in _waiting(entries, cells) if each.many],
        in_hand=_in_hand(entries),
        days_to_accepted=_median(
            Testimony.objects.filter(accepted_at__isnull=False, submission__in=own)
            .order_by("-accepted_at")
            .values_list("submission__submitted_at", "accepted_at")[:NEWEST]
        ),
        days_to_recorded=_median(
            Claim.objects.filter(recorded_at__isnull=False, submission__in=own)
            .order_by("-recorded_at")
            .values_list("submission__submitted_at", "recorded_at")[:NEWEST]
        ),
    )


def _waiting(entries: Any, cells: Sequence[counting.Cell]) -> list[Waiting]:
    found = []
    for what, label in queue.WAITS_FOR.items():
        own = [cell for cell in cells if _is_of(cell, what)]
        narrowed = (
            entries.filter(is_changed=True)
            if what == "changed"
            else entries.filter(waits_for=what)
        )
        first = narrowed.order_by("since", "submission").values_list(
            "submission__reference", "since"
        )
        reference, since = first.first() or ("", None)
        found.append(Waiting(what, str(label), counting.total(own), reference, since))
    return found


def _is_of(cell: counting.Cell, what: str) -> bool:
    return cell.is_changed if what == "changed" else cell.waits_for == what


def _in_hand(entries: Any) -> list[InHand]:
    taken = entries.filter(assignee__isnull=False, is_ours=True).order_by("assigned_at")
    counted = taken.values_list("assignee__email").annotate(many=Count("pk"))
    oldest: dict[str, datetime] = {}
    for email, since in taken.values_list("assignee__email", "assigned_at"):
        oldest.setdefault(email, since)
    # In the order of addresses: the numbers compare nobody.
    return [
        InHand(email, many, oldest[email]) for email, many in counted.order_by("assignee__email")
    ]


def _median(times: Any) -> int | None:
    days = [(until - since).days for since, until in times]
    return round(median(days)) if len(days) >= FEWEST else None
