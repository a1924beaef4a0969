"""When somebody of the staff is away: said by themselves, so that nobody waits for them."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import Absence, User
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def announce(first_on: date, last_on: date, *, by: User) -> Absence:
    """Both days included. Another absence takes the place of the one before. Idempotent."""
    if last_on < first_on:
        raise Refusal(_("The last day lies before the first."))
    if last_on < localdate():
        raise Refusal(_("These days are over."))
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    earlier = by.absences.filter(first_on=first_on, last_on=last_on).first()
    if earlier is not None:
        return earlier
    by.absences.all().delete()
    absence = Absence.objects.create(user=by, first_on=first_on, last_on=last_on)
    custody.record("staff.away", by, by=by, first=str(first_on), last=str(last_on))
    return absence


@transaction.atomic
def come_back(*, by: User) -> None:
    """Idempotent."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    if by.absences.all().delete()[0]:
        custody.record("staff.back", by, by=by)
