"""The buttons with which a legal hold is put on a petition or a bundle, and ended."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from petitions.models import Bundle, Hold, Petition
from petitions.models.bundle import State as BundleState
from petitions.retention import actions as retention
from testimonies.admin.desk import Button, Facts, Reason
from testimonies.templatetags.components import date_and_time

ERASES = "petitions.erase_signatures"


def open_hold(thing: Petition | Bundle) -> Hold | None:
    return thing.holds.open().select_related("begun_by").first()


OF_PETITIONS = (
    Button(
        "hold",
        _("Legal hold: erase nothing of it"),
        _("Nothing of it is erased until somebody ends the hold."),
        ERASES,
        fits=lambda petition: petition.opened_at is not None and open_hold(petition) is None,
        act=lambda petition, user, said: retention.hold(petition.pk, by=user, **said),
        form=Reason,
    ),
    Button(
        "end-hold",
        _("End the legal hold"),
        _("The hold is ended. What is due stands in the next report."),
        ERASES,
        fits=lambda petition: open_hold(petition) is not None,
        act=lambda petition, user, said: retention.end_hold(petition.pk, by=user, **said),
        form=Reason,
        look="careful",
        needs_fresh_login=True,
    ),
)
OF_BUNDLES = (
    Button(
        "hold",
        _("Legal hold: erase nothing of what is in it"),
        _("Nothing of it is erased until somebody ends the hold."),
        ERASES,
        fits=lambda bundle: (
            bundle.state == BundleState.RELEASED
            and bundle.forgotten_at is None
            and open_hold(bundle) is None
        ),
        act=lambda bundle, user, said: retention.hold_bundle(bundle.pk, by=user, **said),
        form=Reason,
    ),
    Button(
        "end-hold",
        _("End the legal hold"),
        _("The hold is ended. What is due stands in the next report."),
        ERASES,
        fits=lambda bundle: open_hold(bundle) is not None,
        act=lambda bundle, user, said: retention.end_hold_on_bundle(bundle.pk, by=user, **said),
        form=Reason,
        look="careful",
        needs_fresh_login=True,
    ),
)


def facts(thing: Petition | Bundle) -> Facts:
    """Who holds it, since when and why."""
    if hold := open_hold(thing):
        yield _("Legal hold"), f"{date_and_time(hold.begun_at)}, {hold.begun_by.email}"
        yield _("Why it is held"), hold.reason
