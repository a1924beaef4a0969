"""What was asked about the data of a case, and what waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from django.utils.timezone import localdate, localtime

from accounts.models import User
from testimonies.data_requests import rules
from testimonies.intake.handing_over import queries as hands
from testimonies.models import Case, DataRequest
from testimonies.models.data_request import Asker, DataRequestQuerySet


def of_holder(case: Case) -> DataRequestQuerySet:
    """What the holder of the case asked, the newest first; of nobody else.

    What an earlier holder asked is theirs, and is answered to them.
    """
    own: DataRequestQuerySet = case.data_requests.filter(asker=Asker.HOLDER)
    asked = own.order_by("-pk")
    began = hands.since(case)
    if began is None:
        return asked
    return asked.filter(created_at__gte=began, received_on__gte=localtime(began).date())


def is_of_holder_now(request: DataRequest) -> bool:
    """Asked by whoever has the case now, and not by somebody before or beside them."""
    return request.case is not None and of_holder(request.case).filter(pk=request.pk).exists()


def soon(user: User) -> int:
    """How many have to be answered within a week, and are not late yet. Of what they may see."""
    today = localdate()
    waiting = DataRequest.objects.visible_to(user).to_answer()
    until = today + timedelta(days=rules.SOON)
    return waiting.filter(due_on__gte=today, due_on__lte=until).count()


def late(user: User) -> int:
    """How many should have been answered before today. Of what they may see."""
    return DataRequest.objects.visible_to(user).overdue().count()
