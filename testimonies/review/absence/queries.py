"""Who of the staff is away today, and until when."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.timezone import localdate

from accounts.models import Absence, User


def of(user: User) -> Absence | None:
    """What lies ahead or is going on."""
    return user.absences.filter(last_on__gte=localdate()).order_by("first_on").first()


def away_today() -> QuerySet[Absence]:
    today = localdate()
    return Absence.objects.filter(first_on__lte=today, last_on__gte=today)


def away_until(users: Iterable[int]) -> dict[int, date]:
    return dict(away_today().filter(user__in=set(users)).values_list("user", "last_on"))
