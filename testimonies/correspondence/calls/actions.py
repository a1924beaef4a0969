"""What was said on the telephone, written down by whoever had the call. Used by the desk."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Call, Submission
from testimonies.models.call import Direction

if TYPE_CHECKING:
    from uuid import UUID

    from accounts.models import User


@dataclass(frozen=True)
class Said:
    """One call. `told` is {"who", "said", "agreed"}; `corrects` an earlier note of the case."""

    direction: Direction
    with_submitter: bool
    called_at: datetime
    told: dict[str, str] = field(default_factory=dict)
    follow_up_on: date | None = None
    corrects: UUID | None = None


@transaction.atomic
def note(submission_id: int, said: Said, *, by: User) -> Call:
    """Keep it. The same note sent twice is one."""
    submission = Submission.objects.lock(submission_id)
    if said.called_at > now():
        raise Refusal(_("That moment has not come yet."))
    own = Call.objects.filter(submission=submission)
    twin = own.filter(by=by, called_at=said.called_at).order_by("-pk").first()
    if twin is not None and twin.told == said.told:
        return twin
    corrected = None
    if said.corrects:
        of_case = Call.objects.filter(submission__case=submission.case_id)
        corrected = of_case.filter(uuid=said.corrects).first()
        if corrected is None:
            raise Refusal(_("There is no such note in this case."))

    call = Call.objects.create(
        submission=submission,
        direction=said.direction,
        with_submitter=said.with_submitter,
        called_at=said.called_at,
        told=said.told,
        follow_up_on=said.follow_up_on,
        corrects=corrected,
        by=by,
    )
    event = "case.call_corrected" if corrected else "case.call_noted"
    custody.record(event, submission.case, by=by, direction=said.direction.value)
    return call


@transaction.atomic
def follow_up(call_id: int, *, by: User) -> Call:
    """What was agreed for that day is done. Idempotent."""
    call = Call.objects.lock(call_id)
    if call.follow_up_on is None or call.followed_up_at is not None:
        return call
    call.followed_up_at, call.followed_up_by = now(), by
    call.save(update_fields=["followed_up_at", "followed_up_by"])
    custody.record("case.call_followed_up", call.submission.case, by=by)
    return call
