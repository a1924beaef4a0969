"""The buttons with which a delivery, or everything to its institution, is held and let go on."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery, Pause
from testimonies import nudge
from testimonies.admin.desk import Button, Facts, Reason
from testimonies.templatetags.components import date_and_time

RELEASES = "petitions.release_bundle"


def resume(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    pausing.resume(delivery.pk, by=user, **said)
    nudge.after_commit(tasks.send_delivery, delivery.pk)


def resume_all(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    """The sweep finds the others."""
    pausing.resume_institution(_institution(delivery), by=user, **said)
    nudge.after_commit(tasks.send_delivery, delivery.pk)


BUTTONS = (
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
        _("It goes on."),
        RELEASES,
        fits=lambda delivery: _own(delivery) is not None,
        act=resume,
        form=Reason,
        look="first",
        needs_fresh_login=True,
    ),
    Button(
        "pause-all",
        _("Pause everything to this institution"),
        _("Nothing is sent there. What was being handed over at this moment may still arrive."),
        RELEASES,
        fits=lambda delivery: _of_all(delivery) is None,
        act=lambda delivery, user, said: pausing.pause_institution(
            _institution(delivery), by=user, **said
        ),
        form=Reason,
        look="careful",
    ),
    Button(
        "resume-all",
        _("Resume everything to this institution"),
        _("It goes on, but for what is paused by itself."),
        RELEASES,
        fits=lambda delivery: _of_all(delivery) is not None,
        act=resume_all,
        form=Reason,
        needs_fresh_login=True,
    ),
)


def facts(delivery: Delivery) -> Facts:
    """Who holds it, since when and why."""
    for label, pause in (
        (_("Paused"), _own(delivery)),
        (_("Everything to them is paused"), _of_all(delivery)),
    ):
        if pause:
            yield label, f"{date_and_time(pause.begun_at)}, {pause.begun_by.email}"
            yield _("Why it is paused"), pause.reason


def _institution(delivery: Delivery) -> int:
    return delivery.bundle.target.profile.institution_id


def _own(delivery: Delivery) -> Pause | None:
    return delivery.pauses.open().select_related("begun_by").first()


def _of_all(delivery: Delivery) -> Pause | None:
    found = Pause.objects.open().filter(institution=_institution(delivery))
    return found.select_related("begun_by").first()
