"""Petitions: their words, their counts, and the steps from draft to archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from petitions.admin import holding
from petitions.admin.drafting import DraftingDesk
from petitions.campaigns import actions as campaigns
from petitions.campaigns import policies
from petitions.campaigns.forms import ClosingDate, Initiative, SeenVersion
from petitions.ledger import queries as ledger
from petitions.ledger import stamps
from petitions.models import Petition
from petitions.models.petition import MOVES, State
from testimonies.admin.desk import Button, Facts, Reason, is_in
from testimonies.templatetags.components import date_and_time, day_month_year, figure, state_tag

TAGS: dict[str, str] = {
    State.DRAFT: "wait",
    State.IN_REVIEW: "wait",
    State.FROZEN: "calm",
    State.OPEN: "good",
}
DRAFTS, REVIEWS, MANAGES = (
    "petitions.draft_petition", "petitions.review_petition", "petitions.manage_campaign",
)  # fmt: skip


def may_become(state: State) -> Callable[[Petition], bool]:
    def fits(petition: Petition) -> bool:
        return state in MOVES[State(petition.state)]

    return fits


BUTTONS = (
    Button(
        "submit-for-review",
        _("Hand in for review"),
        _("Now somebody else reads it."),
        DRAFTS,
        fits=may_become(State.IN_REVIEW),
        act=lambda petition, user, _said: campaigns.submit_for_review(petition.pk, by=user),
        look="first",
    ),
    Button(
        "freeze",
        _("Freeze the words"),
        _("The words are frozen in every language. Nobody can change them any more."),
        REVIEWS,
        fits=may_become(State.FROZEN),
        act=lambda petition, user, said: campaigns.freeze(
            petition.pk, version=said["version"], by=user
        ),
        form=SeenVersion,
        look="first",
        is_for=policies.may_review,
        begins_with=lambda petition: {"version": petition.version},
    ),
    Button(
        "send-back",
        _("Send back to those who write"),
        _("It is a draft again, and says why."),
        REVIEWS,
        fits=may_become(State.DRAFT),
        act=lambda petition, user, said: campaigns.send_back(
            petition.pk, by=user, reason=said["reason"]
        ),
        form=Reason,
    ),
    Button(
        "open",
        _("Open for signatures"),
        _("People can sign now."),
        MANAGES,
        fits=may_become(State.OPEN),
        act=lambda petition, user, _said: campaigns.open_petition(petition.pk, by=user),
        look="first",
    ),
    Button(
        "set-closing-date",
        _("Set the last day"),
        _("The last day is set."),
        MANAGES,
        fits=is_in(State.FROZEN, State.OPEN),
        act=lambda petition, user, said: campaigns.set_closing_date(
            petition.pk, said["closes_on"], by=user
        ),
        form=ClosingDate,
        begins_with=lambda petition: {"closes_on": petition.closes_on},
    ),
    Button(
        "link-initiative",
        _("Link to the initiative"),
        _("The page says it now."),
        MANAGES,
        fits=is_in(State.FROZEN, State.OPEN, State.CLOSED),
        act=lambda petition, user, said: campaigns.link_initiative(
            petition.pk, said["initiative_url"], by=user
        ),
        form=Initiative,
        begins_with=lambda petition: {"initiative_url": petition.initiative_url},
    ),
    Button(
        "close",
        _("Close now"),
        _("Nobody can sign any more."),
        MANAGES,
        fits=may_become(State.CLOSED),
        act=lambda petition, user, said: campaigns.close(
            petition.pk, by=user, reason=said["reason"]
        ),
        form=Reason,  # it is never opened again, so no single click closes it
        look="careful",
    ),
    Button(
        "archive",
        _("Put into the archive"),
        _("It is archived. Its page stays."),
        MANAGES,
        fits=may_become(State.ARCHIVED),
        act=lambda petition, user, _said: campaigns.archive(petition.pk, by=user),
    ),
    *holding.OF_PETITIONS,
)


@admin.register(Petition)
class PetitionDesk(DraftingDesk):
    page_template = "petitions/admin/petition.html"
    list_display = ("link", "shown_state", "signatures", "opened", "last_day")
    list_filter = ("state",)
    ordering = ("-pk",)
    buttons = BUTTONS

    def get_queryset(self, request: HttpRequest) -> QuerySet[Petition]:
        found = super().get_queryset(request).annotate(signed=Sum("counts__total"))
        return found.select_related("edited_by", "submitted_by", "reviewed_by")

    def title_of(self, thing: Petition) -> str:
        return thing.words().title or thing.slug if thing.texts.all() else thing.slug

    def facts(self, thing: Any) -> Facts:
        yield _("State"), state_tag(thing.get_state_display(), TAGS.get(thing.state, ""))
        if thing.state == State.DRAFT:
            yield _("Why it came back"), thing.sent_back_because
        if thing.state == State.IN_REVIEW:
            yield _("Waits for"), _("somebody who has neither written it nor handed it in")
        yield _("Signatures"), figure(thing.signed or 0) if thing.opened_at else ""
        yield _("Last edited"), _by(thing.edited_at, thing.edited_by)
        yield _("Handed in by"), thing.submitted_by and thing.submitted_by.email
        yield _("Reviewed by"), thing.reviewed_by and thing.reviewed_by.email
        yield _("Ledger signed"), date_and_time(_signed_at(thing))
        yield _("Ledger stamped"), _stamped(thing)
        yield _("Digest of the words"), thing.text_digest
        yield _("Frozen"), date_and_time(thing.frozen_at)
        yield _("Opened"), date_and_time(thing.opened_at)
        yield _("Last day to sign"), day_month_year(thing.closes_on)
        yield _("Closed"), date_and_time(thing.closed_at)
        yield _("Archived"), date_and_time(thing.archived_at)
        yield _("Initiative"), _link(thing.initiative_url)
        yield from holding.facts(thing)

    def more(self, thing: Petition) -> dict[str, Any]:
        targets = thing.targets.select_related("profile__institution")
        counts = thing.counts.filter(total__gt=0).order_by("-total")
        return {
            "texts": thing.texts.order_by("language"),
            "targets": targets.annotate(
                signed=Sum("counts__total"),
                valid=Sum("counts__total", filter=Q(counts__is_valid=True)),
            ),
            "counts": counts[:100],
            "previews": self.readable(thing),
            "edit_url": self.address_of(thing, "edit") if thing.state == State.DRAFT else "",
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

    @admin.display(description=_("last day"))
    def last_day(self, petition: Petition) -> str:
        return day_month_year(petition.closes_on) or "–"


def _by(moment: Any, user: Any) -> str:
    return f"{date_and_time(moment)}, {user.email}" if moment and user else ""


def _signed_at(petition: Petition) -> datetime | None:
    newest = ledger.newest_checkpoint(petition.pk)
    return newest.at if newest else None


def _stamped(petition: Petition) -> Any:
    newest = ledger.newest_stamped(petition.pk)
    last = date_and_time(newest.stamp.stamped_at) if newest else ""
    late = ledger.unstamped_since(now() - stamps.STAMPED_WITHIN) if stamps.services() else []
    if petition.slug not in late:
        return last
    return " ".join([last, str(_("No timestamp service has answered for hours."))]).strip()


def _link(address: str) -> SafeString | str:
    return format_html('<a href="{0}" rel="external">{0}</a>', address) if address else ""
