"""The buttons with which a delivery, or everything to its institution, is held and let go on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery, Pause
from testimonies import nudge
from testimonies.admin.desk import Button, Facts, Reason, Words
from testimonies.templatetags.components import date_and_time

RELEASES = "petitions.release_bundle"
HELD = _("Nothing is sent there. What was being handed over at this moment may still arrive.")
ALL_HELD = _(
    "Nothing is sent there, and no file on their desk page can be fetched. What was being handed"
    " over at this moment may still arrive."
)


def resume(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    pausing.resume(delivery.pk, by=user, **said)
    nudge.after_commit(tasks.send_delivery, delivery.pk)


def of_institution(find: Callable[[Any], int]) -> tuple[Button, Button]:
    """For everything to the institution that `find` finds; also where nothing has gone yet."""
    return (
        Button(
            "pause-all",
            _("Pause everything to this institution"),
            ALL_HELD,
            RELEASES,
            fits=lambda thing: _of_all(find(thing)) is None,
            act=lambda thing, user, said: pausing.pause_institution(find(thing), by=user, **said),
            form=Reason,
            look="careful",
        ),
        Button(
            "resume-all",
            _("Resume everything to this institution"),
            _("It goes on, but for what is paused by itself."),
            RELEASES,
            fits=lambda thing: _of_all(find(thing)) is not None,
            act=lambda thing, user, said: _resume_all(find(thing), user, said),
            form=Reason,
            needs_fresh_login=True,
        ),
    )


def _resume_all(institution: int, user: User, said: dict[str, Any]) -> None:
    pausing.resume_institution(institution, by=user, **said)
    due = Delivery.objects.due().filter(bundle__target__profile__institution=institution)
    for delivery in due.values_list("pk", flat=True):
        nudge.after_commit(tasks.send_delivery, delivery)


def _institution(delivery: Delivery) -> int:
    return delivery.bundle.target.profile.institution_id


OF_ONE = (
    Button(
        "pause",
        _("Pause"),
        _("It is paused. What was being handed over at this moment may still arrive."),
        RELEASES,
        fits=lambda delivery: delivery.state in pausing.CAN_WAIT and _own(delivery) is None,
        act=lambda delivery, user, said: pausing.pause(delivery.pk, by=user, **said),
        form=Reason,
    ),
    Button(
        "resume",
        _("Resume"),
        _("It is no longer paused. If it was given up, send it again."),
        RELEASES,
        fits=lambda delivery: _own(delivery) is not None,
        act=resume,
        form=Reason,
        look="first",
        needs_fresh_login=True,
    ),
)
OF_ALL = of_institution(_institution)


def facts(delivery: Delivery) -> Facts:
    """Who holds it, since when and why."""
    yield from _told(_("Paused"), _own(delivery))
    yield from facts_of_institution(_institution(delivery))


def facts_of_institution(institution: int) -> Facts:
    yield from _told(_("Everything to them is paused"), _of_all(institution))


def _told(label: Words, pause: Pause | None) -> Facts:
    if pause:
        yield label, f"{date_and_time(pause.begun_at)}, {pause.begun_by.email}"
        yield _("Why it is paused"), pause.reason


def _own(delivery: Delivery) -> Pause | None:
    return delivery.pauses.open().select_related("begun_by").first()


def _of_all(institution: int) -> Pause | None:
    found = Pause.objects.open().filter(institution=institution)
    return found.select_related("begun_by").first()
