"""What was asked about the data of a case, and what waits for an answer."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils.timezone import localdate

from testimonies.data_requests import rules
from testimonies.models import Case, DataRequest
from testimonies.models.data_request import Asker


def of_holder(case: Case) -> QuerySet[DataRequest]:
    """What the holder of the case asked, the newest first; of nobody else."""
    return case.data_requests.filter(asker=Asker.HOLDER).order_by("-pk")


def soon() -> int:
    """How many have to be answered within a week, and are not late yet."""
    today = localdate()
    until = today + timedelta(days=rules.SOON)
    return DataRequest.objects.to_answer().filter(due_on__gte=today, due_on__lte=until).count()


def late() -> int:
    """How many should have been answered before today."""
    return DataRequest.objects.overdue().count()
