"""Used where letters are printed: a letter to an archive has gone to the post, or will not."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from testimonies.custody import log as custody
from testimonies.models import ArchiveRequest
from testimonies.models.archive_request import State

if TYPE_CHECKING:
    from accounts.models import User


def note_sent(request_id: int, *, on: date, by: User) -> None:
    """In the caller's transaction: from this day the time for an answer runs."""
    request = ArchiveRequest.objects.lock(request_id)
    if request.state == State.TO_POST:
        request.state = State.SENT
    elif request.state != State.SENT:
        return
    request.sent_on, request.sent_by = on, by
    request.due_on = on + timedelta(days=request.answer_days)
    request.save(update_fields=["state", "sent_on", "sent_by", "due_on"])
    custody.record(
        "case.archive_sent", request.submission.case, by=by, to=request.body_of, way=request.way
    )


def note_not_posted(request_id: int) -> None:
    """It is to be written differently: a draft again."""
    request = ArchiveRequest.objects.lock(request_id)
    if request.state == State.TO_POST:
        request.state, request.way = State.DRAFT, ""
        request.save(update_fields=["state", "way"])
