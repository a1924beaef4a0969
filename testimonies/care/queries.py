"""How somebody works, whether they have read for long, and which case fits them next."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import now

from accounts.models import User
from testimonies.care import rules, topics
from testimonies.care.rules import Look, OwnWay, Pause
from testimonies.models import Care, CustodyEvent, QueueEntry, Restraint, Submission
from testimonies.models.care import Topic
from testimonies.models.claim import State as ClaimState
from testimonies.models.queue import WaitsFor
from testimonies.review import queries as review

#: So far back somebody’s own reading is looked at, and so many looks of it at most.
LOOKED_BACK, MOST_LOOKS = timedelta(hours=12), 200
#: The oldest first, by pieces; nobody needs to be found a case among all that there are.
PIECE, PIECES = 100, 10


def own_way(user: User) -> OwnWay:
    kept = Care.objects.filter(user=user).first()
    return way_of(kept) if kept else OwnWay()


def way_of(kept: Care) -> OwnWay:
    own = kept.own
    return OwnWay(
        languages=tuple(kept.languages),
        most_in_hand=kept.most_in_hand,
        days=tuple(kept.days),
        rather_not=frozenset(Topic(each) for each in own.get("rather_not", ())),
        is_grey=bool(own.get("is_grey")),
        pause_minutes=own.get("pause_minutes"),
        pause_cases=own.get("pause_cases"),
    )


def pause_for(user: User, way: OwnWay) -> Pause | None:
    """Nothing is asked of whoever wants no reminder."""
    if not way.has_pauses:
        return None
    at = now()
    looks = [Look(subject, seen) for subject, seen in _own_looks(user)]
    read = {each.reference for each in rules.stretch(looks, at=at)}
    opened = dict(Submission.objects.filter(reference__in=read).values_list("pk", "reference"))
    hard = topics.of(opened, reader=user) if way.pause_cases is not None else {}
    return rules.pause_after(way, looks, frozenset(opened[each] for each in hard), at=at)


def many_in_hand(user: User) -> int:
    return QueueEntry.objects.filter(assignee=user, is_ours=True).count()


def has_room(user: User) -> bool:
    """Whether they have fewer cases in hand than they agreed to."""
    most = Care.objects.filter(user=user).values_list("most_in_hand", flat=True).first()
    return most is None or many_in_hand(user) < most


def whose_hands_are_full() -> set[int]:
    """The same for everybody at once."""
    most = Care.objects.filter(most_in_hand__isnull=False).values_list("user", "most_in_hand")
    agreed = {user: many for user, many in most if many is not None}
    held = QueueEntry.objects.filter(assignee__in=agreed, is_ours=True).order_by()
    many_held = dict(held.values_list("assignee").annotate(many=Count("pk")))
    return {user for user, many in agreed.items() if many_held.get(user, 0) >= many}


def next_for(user: User, way: OwnWay) -> Submission | None:
    """The one that has waited longest of those that fit, and that nobody is at.

    What they have opened lately themselves is passed over: whoever asks again gets another one.
    """
    for piece in _pieces(_waiting_for(user, way)):
        ids = [each.pk for each in piece]
        hard = topics.of(ids, reader=user) if way.rather_not else {}
        at_it = review.opened_lately((each.reference for each in piece), other_than=user)
        seen = {subject for subject, _at in _own_looks(user)}
        for each in piece:
            is_free = each.reference not in at_it and each.reference not in seen
            if is_free and not hard.get(each.pk, frozenset()) & way.rather_not:
                return each
    return None


def _own_looks(user: User) -> QuerySet[CustodyEvent, tuple[str, datetime]]:
    looks = CustodyEvent.objects.filter(
        by=user, event=review.LOOKED, subject_kind="submission", at__gte=now() - LOOKED_BACK
    )
    return looks.order_by("-at", "-id").values_list("subject", "at")[:MOST_LOOKS]


def _pieces(waiting: QuerySet[Submission]) -> Iterator[list[Submission]]:
    for number in range(PIECES):
        piece = list(waiting[number * PIECE : (number + 1) * PIECE])
        if piece:
            yield piece
        if len(piece) < PIECE:
            return


def _waiting_for(user: User, way: OwnWay) -> QuerySet[Submission]:
    """What they could do the next step of, in a language that they read."""
    suspended = Restraint.objects.suspensions().values("case")
    found = (
        Submission.objects.visible_to(user)
        .filter(_steps_of(user), queued__is_ours=True, queued__assignee=None)
        .exclude(case__in=suspended)
        .exclude(entered_by=user)
    )
    if way.languages:
        found = found.filter(queued__language__in=way.languages)
    return found.only("reference").order_by("queued__since", "pk")


def _steps_of(user: User) -> Q:
    """The same as the buttons of a case: nobody does both steps of one."""
    steps = Q(pk=None)
    second = Q(queued__waits_for=WaitsFor.SECOND) & ~Q(testimony__first_reader=user)
    if user.has_perm("testimonies.review_submission"):
        steps |= Q(queued__waits_for=WaitsFor.FIRST) | second | Q(queued__is_changed=True)
    if user.has_perm("testimonies.second_review"):
        steps |= second
    if user.has_perm("testimonies.assess_claim"):
        once = Q(claim__state=ClaimState.ASSESSED, claim__first_assessor=user)
        steps |= Q(queued__waits_for=WaitsFor.CLAIM) & ~once
    return steps
