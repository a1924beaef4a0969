"""Deliveries: whether a released bundle has arrived, and what the institution said."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe

from accounts.models import User
from petitions import tasks
from petitions.admin import desk_buttons, naming, pausing
from petitions.admin.delivery_waits import WaitingFilter
from petitions.deliveries import actions as deliveries
from petitions.deliveries import posting, resumable
from petitions.deliveries.by_post import actions as by_post
from petitions.deliveries.chasing import actions as chasing
from petitions.deliveries.failing import actions as failing
from petitions.deliveries.resumable import Lying
from petitions.models import Delivery
from petitions.models.delivery import HANDED_OVER, Channel, State
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Words, staff
from testimonies.errors import Refusal
from testimonies.templatetags.components import date_and_time, figure, state_tag

TAGS: dict[str, str] = {
    State.QUEUED: "wait",
    State.SENDING: "calm",
    State.SENT: "calm",
    State.ACKNOWLEDGED: "good",
    State.VERIFIED: "good",
    State.ANSWERED: "good",
    State.FAILED: "bad",
    State.CALLED_OFF: "calm",
}


def try_again(delivery: Delivery, user: User, _said: dict[str, Any]) -> None:
    deliveries.try_again(delivery.pk, by=user)
    nudge.after_commit(tasks.send_delivery, delivery.pk)


class Proof(forms.Form):
    proof = forms.CharField(
        label=_("Posting number, or who told you that it arrived"),
        max_length=200,
        help_text=_("Kept with the delivery."),
        error_messages={"required": _("Write how we know that it was handed over.")},
    )


def by_hand(delivery: Delivery, user: User, said: dict[str, Any]) -> None:
    deliveries.hand_over_by_hand(delivery.pk, proof=said["proof"], by=user)


class NothingThere(forms.Form):
    proof = forms.CharField(
        label=_("Who told you that nothing lies there"),
        max_length=200,
        help_text=_("Kept with the delivery."),
        error_messages={"required": _("Write how we know that nothing lies there.")},
    )


def _can_go(delivery: Delivery) -> bool:
    """What was taken back would stop it again at the same door."""
    is_given_up = delivery.state == State.FAILED
    return delivery.state == State.QUEUED or (is_given_up and not deliveries.changed(delivery))


def _is_for_a_person(delivery: Delivery) -> bool:
    """Posted by hand, or stopped: only a person can know that it has arrived all the same."""
    waits = delivery.channel == Channel.POST and delivery.state == State.QUEUED
    return waits or delivery.state == State.FAILED


@admin.register(Delivery)
class DeliveryDesk(ButtonDesk[Delivery]):
    list_display = ("which", "petition", "what", "way", "shown_state", "handed_over", "trouble")
    list_filter = (WaitingFilter, "state", "channel")
    ordering = ("-pk",)
    buttons = (
        Button(
            "try-again",
            _("Send again now"),
            _("It is on its way."),
            "petitions.release_bundle",
            fits=_can_go,
            act=try_again,
            look="first",
        ),
        Button(
            "by-hand",
            _("Write down that it was handed over"),
            _("Written down."),
            "petitions.release_bundle",
            fits=_is_for_a_person,
            act=by_hand,
            form=Proof,
            needs_fresh_login=True,
        ),
        Button(
            "nothing-arrived",
            _("Write down that nothing arrived"),
            _("Written down. Its bundle can be discarded or frozen anew."),
            "petitions.release_bundle",
            fits=lambda delivery: delivery.state == State.FAILED and delivery.begun_at is not None,
            act=lambda delivery, user, said: failing.nothing_arrived(delivery.pk, by=user, **said),
            form=NothingThere,
            look="careful",
            needs_fresh_login=True,
        ),
        *pausing.OF_ONE,
        *desk_buttons.BUTTONS,
        *pausing.OF_ALL,
    )
    page_template = "petitions/admin/delivery.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        found = super().get_queryset(request)
        return found.select_related(
            "bundle__target__petition", "bundle__target__profile__institution"
        )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        sheet = view(require_GET(self.sheet_view))
        file = view(reauthentication_required(require_safe(self.file_view)))
        return [
            path("<uuid:uuid>/sheet.pdf", sheet, name=self.name_of("sheet")),
            path("<uuid:uuid>/file/", file, name=self.name_of("file")),
            *super().get_urls(),
        ]

    def file_view(self, request: HttpRequest, **address: Any) -> HttpResponseBase:
        """What goes on the data carrier, whole or in part; each passage leaves a line."""
        if not request.user.has_perm(desk_buttons.RELEASES):
            raise PermissionDenied
        user, delivery = staff(request), self._thing(request, address)

        def passes(first: int, last: int) -> None:
            by_post.hand_out(delivery.pk, by=user, first=first, last=last)

        try:
            by_post.must_be_there(delivery)
            return resumable.answer(request, Lying.outgoing(delivery.bundle), passes)
        except Refusal as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(self.address_of(delivery))

    def sheet_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """The sheet to print and lay on top of a posted bundle."""
        delivery = self._thing(request, address)
        if not delivery.bundle.outgoing_sha256:
            raise PermissionDenied
        return HttpResponse(posting.address_sheet(delivery), content_type="application/pdf")

    def title_of(self, thing: Delivery) -> str:
        return naming.of_bundle(thing.bundle)

    def more(self, thing: Delivery) -> dict[str, Any]:
        door = self.address_of(thing, "file") if by_post.is_there(thing) else ""
        is_stopped = thing.state == State.FAILED and not (thing.begun_at or _can_go(thing))
        anew = naming.address_of_bundle(thing.bundle) if is_stopped else ""
        return {"passcode": getattr(thing, "passcode", ""), "door": door, "anew": anew}

    def press_view(self, request: HttpRequest, button: Button, **address: Any) -> HttpResponse:
        """SECURITY: a passcode is shown in the answer itself, and kept in no session."""
        if button is not desk_buttons.PASSCODE:
            return super().press_view(request, button, **address)
        thing = self._thing(request, address)
        if not request.user.has_perm(button.permission):
            raise PermissionDenied
        try:
            button.act(thing, staff(request), {})
        except Refusal as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(self.address_of(thing))
        return self._page(request, thing)

    def facts(self, thing: Delivery) -> Facts:
        bundle = thing.bundle
        yield _("State"), self.shown_state(thing)
        yield _("What is wrong"), thing.problem
        yield from pausing.facts(thing)
        yield _("Institution"), naming.link_to_target(bundle.target)
        yield _("Petition"), bundle.target.petition.slug
        yield _("Bundle"), naming.link_to_bundle(bundle)
        yield _("SHA-256 of the file"), bundle.outgoing_sha256 or bundle.sha256
        yield _("Way"), thing.get_channel_display()
        if thing.channel == Channel.POST and bundle.outgoing_sha256:
            yield (
                _("To print"),
                format_html(
                    '<a href="{}">{}</a>',
                    self.address_of(thing, "sheet"),
                    _("Address sheet (PDF)"),
                ),
            )
        yield _where(thing), thing.placed_at
        yield _("Attempts"), thing.attempts
        yield _("Next attempt"), date_and_time(thing.next_attempt_at) if _waits(thing) else ""
        yield _("Waiting since"), "" if thing.sent_at else date_and_time(thing.queued_at)
        yield _("Handed over"), date_and_time(thing.sent_at)
        yield from _on_their_side(thing)
        yield _link(thing)
        yield _("File open again until"), date_and_time(thing.unlocked_until)
        yield _("Reminders"), thing.reminders
        yield from _chased(thing)

    @admin.display(description=_("delivery"))
    def which(self, delivery: Delivery) -> SafeString:
        bundle = delivery.bundle
        return self.link_to(delivery, f"{bundle.target.profile.institution.code} {bundle.number}")

    @admin.display(description=_("petition"))
    def petition(self, delivery: Delivery) -> str:
        return delivery.bundle.target.petition.slug

    @admin.display(description=_("content"))
    def what(self, delivery: Delivery) -> str:
        return delivery.bundle.get_content_display()

    @admin.display(description=_("way"))
    def way(self, delivery: Delivery) -> str:
        return delivery.get_channel_display()

    @admin.display(description=_("state"))
    def shown_state(self, delivery: Delivery) -> SafeString:
        return state_tag(delivery.get_state_display(), TAGS[delivery.state])

    @admin.display(description=_("handed over"))
    def handed_over(self, delivery: Delivery) -> str:
        return date_and_time(delivery.sent_at) or "–"

    @admin.display(description=_("what is wrong"))
    def trouble(self, delivery: Delivery) -> str:
        return delivery.problem or "–"


def _where(delivery: Delivery) -> Words:
    return _("Posting number") if delivery.channel == Channel.POST else _("Lies at")


def _link(delivery: Delivery) -> tuple[Words, str]:
    until = date_and_time(delivery.link_until) if delivery.state in HANDED_OVER else ""
    if delivery.has_open_link:
        return _("Link to the desk opens until"), until
    return _("Link to the desk is closed since"), until


def _on_their_side(delivery: Delivery) -> Facts:
    yield _("First fetched from the desk"), date_and_time(delivery.fetched_at)
    yield _("Acknowledged"), date_and_time(delivery.acknowledged_at)
    yield _("Registry number"), delivery.registry_number
    counted = delivery.responses.filter(verified_count__isnull=False).order_by("at", "pk").last()
    yield _("Counted by them"), counted and figure(counted.verified_count)
    yield _("Answered by them"), date_and_time(delivery.answered_at)


def _chased(delivery: Delivery) -> Facts:
    if delivery.state != State.SENT:
        return
    if delivery.chase_at is None:
        yield _("Now"), _("Letters have not helped. Call the institution, and ask.")
    elif chasing.is_left_to_people(delivery):
        yield _("Comes back to a person"), date_and_time(delivery.chase_at)
    else:
        yield _("Next reminder"), date_and_time(delivery.chase_at)


def _waits(delivery: Delivery) -> bool:
    return delivery.state in {State.QUEUED, State.SENDING}
