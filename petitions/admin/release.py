"""The door: what would leave the house with a bundle, and the form with which it does."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from petitions import tasks
from petitions.admin import pausing
from petitions.bundles import actions as bundles
from petitions.bundles import preview, standing
from petitions.bundles.outgoing import actions as outgoing
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, Words, staff
from testimonies.custody import log as custody
from testimonies.templatetags.components import date_and_time

RELEASES = "petitions.release_bundle"
WAITING = frozenset({State.SEALED, State.PROPOSED})


class Seen(Reason):
    """A reason, and which file was on the page above it, for which key, and where it goes."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    way = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


def shown(bundle: Bundle) -> dict[str, str]:
    way = preview.way_of(bundle).mark
    return {"seen": bundle.sha256, "key": outgoing.key_of(bundle), "way": way}


def release(bundle: Bundle, user: User, said: dict[str, Any]) -> None:
    delivery = bundles.release(bundle.pk, by=user, **said)
    nudge.after_commit(tasks.send_delivery, delivery.pk)


RELEASE = Button(
    "release",
    _("Release to the institution"),
    _("Released. It is on its way."),
    RELEASES,
    fits=lambda _bundle: False,  # only on the page that shows what leaves
    act=release,
    form=Seen,
    look="first",
    needs_fresh_login=True,
    begins_with=shown,
)
PROPOSE = Button(
    "propose",
    _("I agree that it leaves"),
    _("You agree. Now another release officer has to."),
    RELEASES,
    fits=lambda _bundle: False,
    act=lambda bundle, user, said: bundles.propose(bundle.pk, by=user, **said),
    form=Seen,
    look="first",
    needs_fresh_login=True,
    begins_with=shown,
)
TAKE_BACK = Button(
    "take-back",
    _("Take the proposal back"),
    _("It waits for the first officer again."),
    RELEASES,
    fits=lambda bundle: bundle.state == State.PROPOSED,
    act=lambda bundle, user, _said: bundles.take_back(bundle.pk, by=user),
    is_for=lambda user, bundle: (
        user == bundle.proposed_by or not bundles.counts(bundle.proposed_by)
    ),
)
BUTTONS = (RELEASE, PROPOSE, TAKE_BACK)
ON_THIS_PAGE = (RELEASE, PROPOSE)


def door(desk: ButtonDesk[Bundle], bundle: Bundle) -> dict[str, Any]:
    """What leads from the page of a bundle to this one."""
    if bundle.state not in WAITING:
        return {}
    return {"door": desk.address_of(bundle, "leaving")}


def changed(bundle: Bundle) -> str:
    """What would stop it at the door, told before somebody tries."""
    if bundle.state not in WAITING:
        return ""
    return standing.must_still_stand(bundle) or standing.must_still_open(bundle)


def look(bundle: Bundle, user: User) -> None:
    """Names and addresses are shown: it is written down who looked, and at which file."""
    if not user.has_perm(RELEASES):
        raise PermissionDenied
    custody.record("bundle.previewed", bundle, by=user, sha256=bundle.sha256)


def page(
    desk: ButtonDesk[Bundle],
    request: HttpRequest,
    bundle: Bundle,
    failed: Button | None = None,
    form: forms.Form | None = None,
) -> HttpResponse:
    leaving = preview.of(bundle)
    stopped = changed(bundle)
    button = None if stopped else _asked(bundle, staff(request))
    refused = form if form is not None and form.errors else None
    if button and (form is None or button != failed):
        form = button.form(prefix=button.slug, initial=button.begins_with(bundle))
    context = desk.admin_site.each_context(request) | {
        "opts": desk.opts,
        "thing": bundle,
        "above": desk.title_of(bundle),
        "above_at": desk.address_of(bundle),
        "title": _("What leaves the house"),
        "leaving": leaving,
        "stopped": stopped,
        "facts": [(label, value) for label, value in _facts(bundle, leaving) if value],
        "failed": refused,
        "button": button,
        "form": form,
        "address": desk.address_of(bundle, button.slug) if button else "",
        "why_not": _why_not(bundle, staff(request)),
    }
    return TemplateResponse(request, "petitions/admin/leaving.html", context)


def _asked(bundle: Bundle, user: User) -> Button | None:
    """What this officer can do here now."""
    if bundle.state == State.SEALED:
        return PROPOSE if bundle.target.profile.second_release else RELEASE
    agreed = bundle.proposed_by
    is_second = bundle.state == State.PROPOSED and agreed != user and bundles.counts(agreed)
    return RELEASE if is_second else None


def _why_not(bundle: Bundle, user: User) -> Words:
    if bundle.state != State.PROPOSED:
        return "" if bundle.state == State.SEALED else _("It does not wait to be released.")
    if bundle.proposed_by == user:
        return _("You have agreed. It waits for another release officer.")
    if not bundles.counts(bundle.proposed_by):
        return _("Whoever proposed it is no release officer any more: take the proposal back.")
    return ""


def _facts(bundle: Bundle, leaving: preview.Leaving) -> Facts:
    profile = bundle.target.profile
    yield _("Institution"), profile.institution.name
    yield _("Petition"), bundle.target.petition.slug
    yield _("Number of the bundle"), bundle.number
    yield _("Cut-off"), date_and_time(bundle.cut_off)
    yield from pausing.facts_of_institution(profile.institution_id)
    yield _("Way"), leaving.way.channel
    yield _("Address"), leaving.way.address or _("No address is known for this way.")
    yield _("Encryption"), leaving.way.encryption
    yield _("Fingerprint of their key (SHA-256)"), leaving.way.key
    yield from _agreed(bundle)


def _agreed(bundle: Bundle) -> Facts:
    if bundle.target.profile.second_release or bundle.proposed_by:
        yield _("How many must agree"), _("Two different release officers")
    yield from _proposed(bundle)


def facts(bundle: Bundle) -> Facts:
    """Who let it leave, when and why."""
    yield from _proposed(bundle)
    yield _("Released by"), bundle.released_by and bundle.released_by.email
    yield _("Released"), date_and_time(bundle.released_at)
    yield _("Reason"), bundle.release_reason


def _proposed(bundle: Bundle) -> Facts:
    yield _("Agreed first"), bundle.proposed_by and bundle.proposed_by.email
    yield _("Agreed at"), date_and_time(bundle.proposed_at)
    yield _("Why it may leave, said the first"), bundle.proposal_reason


def is_asked_here(button: Button | None) -> bool:
    return button in ON_THIS_PAGE
