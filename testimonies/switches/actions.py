"""Used by the desk: turn a part of the site off in a surge or an attack, and on again."""

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Switch
from testimonies.models.switch import Part
from testimonies.switches import queries


def put_in_place() -> int:
    """A row for each switch, so that the desk shows them all; how many there are. Idempotent."""
    for part in Part.values:
        Switch.objects.get_or_create(part=part)
    return len(Part.values)


def turn_off(part: str, *, by: User, reason: str) -> Switch:
    return _turn(part, is_on=False, by=by, reason=reason)


def turn_on(part: str, *, by: User, reason: str) -> Switch:
    return _turn(part, is_on=True, by=by, reason=reason)


@transaction.atomic
def _turn(part: str, *, is_on: bool, by: User, reason: str) -> Switch:
    Switch.objects.get_or_create(part=part)
    switch = Switch.objects.select_for_update(no_key=True).get(part=part)
    if switch.is_on == is_on:
        raise Refusal(_("It is on already.") if is_on else _("It is off already."))
    if not reason.strip():
        raise Refusal(_("Write why, in a few words."))

    switch.is_on, switch.by = is_on, by
    switch.reason, switch.turned_at = reason.strip(), now()
    switch.save(update_fields=["is_on", "by", "reason", "turned_at"])
    event = "switch.turned_on" if is_on else "switch.turned_off"
    custody.record(event, switch, by=by, part=part, reason=switch.reason)
    transaction.on_commit(queries.forget)
    return switch
