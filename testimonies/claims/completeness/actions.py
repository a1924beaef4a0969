"""The check whether a claim is complete, ticked point by point before it is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Claim, ClaimPoint
from testimonies.models.claim import State
from testimonies.models.claim_check import Answer, Point

if TYPE_CHECKING:
    from accounts.models import User

OPEN = frozenset({State.ACKNOWLEDGED, State.INFO_REQUESTED})


@transaction.atomic
def tick(claim_id: int, answers: Mapping[Point, Answer], *, by: User) -> int:
    """Keep what somebody found; what is left out stays as it was. Returns how many changed."""
    claim = Claim.objects.lock(claim_id)
    if claim.state not in OPEN:
        raise Refusal(_("Only a claim that is being checked is ticked."))
    known = {each.point: each for each in claim.points.all()}
    changed = 0
    for point, answer in answers.items():
        row = known.get(point) or ClaimPoint(claim=claim, point=point)
        if row.answer == answer:
            continue
        row.answer, row.by, row.at = answer, by, now()
        row.save()
        changed += 1
    if changed:
        custody.record("claim.checked", claim, by=by, missing=len(missing(claim)))
    return changed


def missing(claim: Claim) -> list[Point]:
    """What is not here yet, or has not been looked at."""
    done = claim.points.exclude(answer=Answer.MISSING).values_list("point", flat=True)
    return [point for point in Point if point not in set(done)]


def must_be_complete(claim: Claim) -> None:
    if left := missing(claim):
        raise Refusal(
            _("Before it is recorded, tick whether it is complete. Still open: %(points)s")
            % {"points": "; ".join(str(point.label) for point in left)}
        )
