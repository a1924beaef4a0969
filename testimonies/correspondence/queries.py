"""What of letters, calls and questions waits for somebody of the staff."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Min
from django.utils.timezone import localdate

from testimonies.models import Call, Message, Reminder, Submission

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from accounts.models import User

MOST_SHOWN = 100


@dataclass(frozen=True)
class Unread:
    """Messages of one submitter that nobody has opened."""

    reference: str
    many: int
    since: datetime


@dataclass(frozen=True)
class Waiting:
    unread: Sequence[Unread]
    calls: Sequence[Call]
    silent: Sequence[Reminder]


def waiting(user: User) -> Waiting:
    """Only of what this person may see, the oldest first."""
    calls = Call.objects.visible_to(user).to_follow_up(until=localdate())
    silent = Reminder.objects.visible_to(user).tasks()
    return Waiting(
        unread=_unread(user),
        calls=list(calls.select_related("submission", "by").order_by("follow_up_on")[:MOST_SHOWN]),
        silent=list(silent.select_related("submission").order_by("asked_at")[:MOST_SHOWN]),
    )


def how_many(user: User) -> tuple[int, int, int]:
    """Cases with unread messages, calls to come back to, questions that nobody answered.

    Only of what this person may see.
    """
    own = Submission.objects.visible_to(user)
    unread = Message.objects.filter(
        by=None, read_at=None, case__erased_at=None, submission__in=own
    )
    return (
        unread.values("case").distinct().count(),
        Call.objects.visible_to(user).to_follow_up(until=localdate()).count(),
        Reminder.objects.visible_to(user).tasks().count(),
    )


def unread_in(case_ids: Iterable[int]) -> dict[int, int]:
    """How many messages of each of these cases nobody has read, in one statement."""
    unread = Message.objects.filter(by=None, read_at=None, case__in=set(case_ids))
    return dict(unread.values_list("case").annotate(many=Count("pk")).order_by())


def _unread(user: User) -> list[Unread]:
    own = Submission.objects.visible_to(user)
    found = (
        Message.objects.filter(by=None, read_at=None, submission__in=own)
        .values("submission__reference")
        .annotate(many=Count("pk"), since=Min("at"))
        .order_by("since")[:MOST_SHOWN]
    )
    return [Unread(row["submission__reference"], row["many"], row["since"]) for row in found]
