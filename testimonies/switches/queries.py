"""Whether a part of the site is on: asked by many pages, and about once a second of the rows."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.models import Switch
from testimonies.models.switch import Part
from testimonies.snapshots import Snapshots

#: What people read who meet a part that is turned off.
PAUSES: dict[str, str | Promise] = {
    Part.SIGNING: _("Signing pauses for a while. Nothing is lost; please come back later."),
    Part.NEW_PETITIONS: _("At this moment no new petitions are drafted. Please come back later."),
    Part.STATISTICS: _("The details of the count pause for a while."),
    Part.BULK_MAIL: _("Letters to many people wait for a while."),
}


class Paused(Refusal):
    """An administrator has turned this part off, for a while."""


def is_on(part: str) -> bool:
    """At most a second old in this process. What nobody has ever turned off is on."""
    return part not in (_OFF.get("all") or ())


def must_be_on(part: str) -> None:
    if not is_on(part):
        raise Paused(PAUSES[part])


def _turned_off(_every: str) -> frozenset[str]:
    return frozenset(Switch.objects.filter(is_on=False).values_list("part", flat=True))


def forget() -> None:
    """For whoever has just turned one."""
    _OFF.forget()


_OFF: Snapshots[str, frozenset[str]] = Snapshots(_turned_off)
