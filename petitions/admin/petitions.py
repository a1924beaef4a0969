"""Petitions: their words, their counts, and the steps from draft to close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet, Sum
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from petitions.campaigns import actions as campaigns
from petitions.models import Petition
from petitions.models.petition import MOVES, State
from testimonies.admin.desk import Button, ButtonDesk, Facts
from testimonies.templatetags.components import date_and_time, day_month_year, figure, state_tag

TAGS: dict[str, str] = {
    State.DRAFT: "wait",
    State.IN_REVIEW: "wait",
    State.FROZEN: "calm",
    State.OPEN: "good",
}


def may_become(state: State) -> Callable[[Petition], bool]:
    def fits(petition: Petition) -> bool:
        return state in MOVES[State(petition.state)]

    return fits


@admin.register(Petition)
class PetitionDesk(ButtonDesk[Petition]):
    address = ("slug", "slug")
    page_template = "petitions/admin/petition.html"
    list_display = ("link", "shown_state", "signatures", "opened")
    ordering = ("-pk",)
    buttons = (
        Button(
            "submit-for-review",
            _("Hand in for review"),
            _("Now others read it."),
            "petitions.manage_campaign",
            fits=may_become(State.IN_REVIEW),
            act=lambda petition, user, _said: campaigns.submit_for_review(petition.pk, by=user),
            look="first",
        ),
        Button(
            "freeze",
            _("Freeze the words"),
            _("The words are frozen in every language. Nobody can change them any more."),
            "petitions.manage_campaign",
            fits=may_become(State.FROZEN),
            act=lambda petition, user, _said: campaigns.freeze(petition.pk, by=user),
            look="first",
        ),
        Button(
            "open",
            _("Open for signatures"),
            _("People can sign now."),
            "petitions.manage_campaign",
            fits=may_become(State.OPEN),
            act=lambda petition, user, _said: campaigns.open_petition(petition.pk, by=user),
            look="first",
        ),
        Button(
            "close",
            _("Close"),
            _("Nobody can sign any more."),
            "petitions.manage_campaign",
            fits=may_become(State.CLOSED),
            act=lambda petition, user, _said: campaigns.close(petition.pk, by=user),
            look="careful",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Petition]:
        return super().get_queryset(request).annotate(signed=Sum("counts__total"))

    def title_of(self, thing: Petition) -> str:
        return thing.words().title if thing.texts.all() else thing.slug

    def facts(self, thing: Any) -> Facts:
        yield _("State"), state_tag(thing.get_state_display(), TAGS.get(thing.state, ""))
        yield _("Signatures"), figure(thing.signed or 0)
        yield _("Digest of the words"), thing.text_digest
        yield _("Frozen"), date_and_time(thing.frozen_at)
        yield _("Opened"), date_and_time(thing.opened_at)
        yield _("Closes"), day_month_year(thing.closes_on)
        yield _("Closed"), date_and_time(thing.closed_at)

    def more(self, thing: Petition) -> dict[str, Any]:
        targets = thing.targets.select_related("profile__institution")
        counts = thing.counts.filter(total__gt=0).order_by("-total")
        return {
            "texts": thing.texts.order_by("language"),
            "targets": targets.annotate(signed=Sum("counts__total")),
            "counts": counts[:100],
        }

    @admin.display(description=_("petition"))
    def link(self, petition: Petition) -> SafeString:
        return self.link_to(petition, petition.slug)

    @admin.display(description=_("state"))
    def shown_state(self, petition: Petition) -> SafeString:
        return state_tag(petition.get_state_display(), TAGS.get(petition.state, ""))

    @admin.display(description=_("signatures"))
    def signatures(self, petition: Any) -> str:
        return figure(petition.signed or 0)

    @admin.display(description=_("opened"))
    def opened(self, petition: Petition) -> str:
        return date_and_time(petition.opened_at) or "–"
