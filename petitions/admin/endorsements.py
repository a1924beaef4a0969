"""Endorsements: an organisation's mandate is read, and then shown beside the petition or not."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from petitions.campaigns.endorsements import actions as endorsements
from petitions.campaigns.endorsements.mandates import actions as mandates
from petitions.models import Endorsement
from petitions.models.endorsement import MOVES, State
from testimonies.admin.desk import Button, ButtonDesk, Facts, staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models.evidence import Scan
from testimonies.templatetags.components import (
    country_name,
    date_and_time,
    figure,
    language_name,
    state_tag,
)

MAY_MODERATE = "petitions.moderate_endorsement"
TAGS: dict[str, str] = {
    State.CONFIRMED: "wait",
    State.PUBLISHED: "good",
    State.DECLINED: "bad",
}
EXTENSIONS = {"application/pdf": "pdf", "image/jpeg": "jpg"}


class Told(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("The organisation reads this, in a letter and on its page."),
        error_messages={"required": _("Write why, in a few words.")},
    )


def may_become(state: State) -> Callable[[Endorsement], bool]:
    def fits(endorsement: Endorsement) -> bool:
        return state in MOVES[State(endorsement.state)]

    return fits


class StateFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state, state.label) for state in State if state != State.SUBMITTED]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[Endorsement]
    ) -> QuerySet[Endorsement]:
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Endorsement)
class EndorsementDesk(ButtonDesk[Endorsement]):
    list_display = ("organisation", "of_petition", "shown_state", "since")
    list_filter = (StateFilter, "petition")
    search_fields = ("name",)
    ordering = ("-confirmed_at", "-pk")
    buttons = (
        Button(
            "publish",
            _("Show it beside the petition"),
            _("The organisation is shown now, and has been told."),
            MAY_MODERATE,
            fits=lambda each: may_become(State.PUBLISHED)(each) and each.scan == Scan.CLEAN,
            act=lambda each, user, _said: endorsements.publish(each.pk, by=user),
            look="first",
        ),
        Button(
            "decline",
            _("Decline"),
            _("It is not shown, and the organisation has been told why."),
            MAY_MODERATE,
            fits=may_become(State.DECLINED),
            act=lambda each, user, said: endorsements.decline(each.pk, by=user, **said),
            form=Told,
            look="careful",
        ),
        Button(
            "withdraw",
            _("Withdraw"),
            _("It is no longer shown, and the organisation has been told why."),
            MAY_MODERATE,
            fits=lambda each: each.state == State.PUBLISHED,
            act=lambda each, user, said: endorsements.withdraw(each.pk, by=user, **said),
            form=Told,
            look="careful",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Endorsement]:
        found = Endorsement.objects.for_moderators()
        return found.select_related("petition", "decided_by").order_by(*self.ordering)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        files = [
            path(f"<uuid:uuid>/{name}/", view(require_GET(partial(show))), name=self.name_of(name))
            for name, show in (("mandate", self.mandate_view), ("logo", self.logo_view))
        ]
        return [*files, *super().get_urls()]

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """Who speaks for an organisation is private: each look leaves a line."""
        custody.record("endorsement.opened", self._thing(request, address), by=staff(request))
        return super().page_view(request, **address)

    def mandate_view(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        endorsement = self._thing(request, {"uuid": uuid})
        try:
            file, kind = mandates.hand_out(endorsement.pk, by=staff(request))
        except Refusal as no:
            raise Http404(str(no)) from no
        name = f"mandate-{endorsement.pk}.{EXTENSIONS.get(kind, 'bin')}"
        is_picture = kind == "image/jpeg"
        return FileResponse(file, content_type=kind, as_attachment=not is_picture, filename=name)

    def logo_view(self, request: HttpRequest, uuid: UUID) -> HttpResponseBase:
        endorsement = self._thing(request, {"uuid": uuid})
        if not endorsement.logo_path:
            raise Http404
        file = keeping.storage().open(endorsement.logo_path, "rb")
        return FileResponse(file, content_type="image/png")

    def title_of(self, thing: Endorsement) -> str:
        return thing.name

    def facts(self, thing: Endorsement) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("Petition"), thing.petition.words().title
        yield _("Country"), country_name(thing.country)
        yield _("Code in the register"), thing.register_code
        yield _("Website"), _link(thing.website) if thing.website else ""
        yield _("Members"), figure(thing.members)
        yield _("Mandate"), self._mandate(thing)
        yield _("Logo"), self._logo(thing) if thing.logo_path else ""
        yield _("Speaks for it"), f"{thing.speaker['name']}, {thing.speaker['role']}"
        yield _("E-mail"), thing.speaker["email"]
        yield _("Language"), language_name(thing.language)
        yield _("Written"), date_and_time(thing.submitted_at)
        yield _("Confirmed by the letter"), date_and_time(thing.confirmed_at)
        yield _("Decided"), date_and_time(thing.decided_at)
        yield _("Decided by"), thing.decided_by and thing.decided_by.email
        yield _("Withdrawn"), date_and_time(thing.withdrawn_at)
        yield _("Reason"), thing.reason

    def _mandate(self, thing: Endorsement) -> SafeString:
        if thing.scan == Scan.CLEAN:
            where = self.address_of(thing, "mandate")
            words = _("Read the mandate")
            return format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', where, words)
        return state_tag(thing.get_scan_display(), "wait" if thing.scan == Scan.PENDING else "bad")

    def _logo(self, thing: Endorsement) -> SafeString:
        where = self.address_of(thing, "logo")
        return format_html('<img class="desk-logo" src="{}" alt="{}">', where, _("The logo sent"))

    @admin.display(description=_("organisation"))
    def organisation(self, endorsement: Endorsement) -> SafeString:
        name = format_html("<bdi>{}</bdi>", endorsement.name)
        country = country_name(endorsement.country)
        return format_html("{}<br>{}", self.link_to(endorsement, name), country)

    @admin.display(description=_("petition"))
    def of_petition(self, endorsement: Endorsement) -> str:
        return endorsement.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, endorsement: Endorsement) -> SafeString:
        return state_tag(endorsement.get_state_display(), TAGS.get(endorsement.state, ""))

    @admin.display(description=_("waiting since"))
    def since(self, endorsement: Endorsement) -> str:
        return date_and_time(endorsement.confirmed_at)


def _link(website: str) -> SafeString:
    return format_html(
        '<a href="{0}" target="_blank" rel="nofollow noopener noreferrer">{0}</a>', website
    )
