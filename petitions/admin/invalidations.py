"""Signatures put aside together: which ones, a preview, and what becomes of them."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from petitions import tasks
from petitions.admin.quarantine import MODERATES, reasons
from petitions.models import Invalidation, Petition
from petitions.models.invalidation import State
from petitions.models.signature import Assurance
from petitions.models.signature import State as SignatureState
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import queries, rules
from petitions.signing.quarantine.forms import Seen, Sure, Which
from petitions.signing.quarantine.queries import Preview
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, staff
from testimonies.errors import Refusal
from testimonies.templatetags.components import (
    country_name,
    date_and_time,
    figure,
    state_tag,
)

TAGS: dict[str, str] = {
    State.SET_ASIDE: "wait",
    State.RETURNED: "good",
    State.REJECTED: "bad",
    State.ACCEPTED: "good",
}


def put_back(invalidation: Invalidation, user: User, _said: dict[str, Any]) -> None:
    quarantine.put_back(invalidation.pk, by=user)
    nudge.after_commit(tasks.work_on_invalidation, invalidation.pk)


def reject_all(invalidation: Invalidation, user: User, said: dict[str, Any]) -> None:
    quarantine.reject_all(invalidation.pk, by=user, seen=said["seen"])
    nudge.after_commit(tasks.work_on_invalidation, invalidation.pk)


def undo_rejection(invalidation: Invalidation, user: User, said: dict[str, Any]) -> None:
    quarantine.undo_rejection(invalidation.pk, by=user, seen=said["seen"])
    nudge.after_commit(tasks.work_on_invalidation, invalidation.pk)


def accept_all(invalidation: Invalidation, user: User, said: dict[str, Any]) -> None:
    quarantine.accept_all(invalidation.pk, by=user, seen=said["seen"])
    nudge.after_commit(tasks.work_on_invalidation, invalidation.pk)


def is_to_be_decided(invalidation: Invalidation) -> bool:
    return invalidation.state == State.SET_ASIDE


def as_seen(invalidation: Invalidation) -> dict[str, Any]:
    return {"seen": queries.would_touch(invalidation)}


@admin.register(Invalidation)
class InvalidationDesk(ButtonDesk[Invalidation]):
    list_display = ("link", "of_petition", "shown_state", "common", "many", "who")
    list_filter = ("state",)
    ordering = ("-pk",)
    buttons = (
        Button(
            "put-back",
            _("Undo: put them back"),
            _("They are being put back as they were."),
            MODERATES,
            fits=is_to_be_decided,
            act=put_back,
            look="first",
        ),
        Button(
            "accept-all",
            _("Count them all"),
            _("They are being counted."),
            MODERATES,
            fits=is_to_be_decided,
            act=accept_all,
            form=Seen,
            begins_with=as_seen,
            needs_fresh_login=True,
        ),
        Button(
            "reject-all",
            _("Reject them all"),
            _("They are being rejected."),
            MODERATES,
            fits=is_to_be_decided,
            act=reject_all,
            form=Seen,
            begins_with=as_seen,
            look="careful",
            needs_fresh_login=True,
        ),
        Button(
            "undo-rejection",
            _("Undo: decide about them anew"),
            _("The rejection is being taken back."),
            MODERATES,
            fits=lambda invalidation: invalidation.state == State.REJECTED,
            act=undo_rejection,
            form=Seen,
            begins_with=as_seen,
            needs_fresh_login=True,
        ),
    )
    page_template = "petitions/admin/set_aside.html"

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(MODERATES)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(MODERATES)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invalidation]:
        return super().get_queryset(request).select_related("petition", "by", "decided_by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        sure = reauthentication_required(require_POST(self.set_aside_view))
        return [
            path("new/<slug:slug>/", view(self.preview_view), name=self.name_of("new")),
            path("new/<slug:slug>/set-aside/", view(sure), name=self.name_of("set-aside")),
            *super().get_urls(),
        ]

    def preview_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        petition = self._petition(request, slug)
        if request.method != "POST":
            return self._ask(request, petition, Which())
        form = Which(request.POST)
        if not form.is_valid():
            return self._ask(request, petition, form)
        found = queries.preview(petition, form.criterion())
        sure = Sure(initial={"expected": found.total, "newest": found.newest})
        return self._ask(request, petition, form, found, sure)

    def set_aside_view(self, request: HttpRequest, slug: str) -> HttpResponse:
        petition = self._petition(request, slug)
        which, sure = Which(request.POST), Sure(request.POST)
        if not which.is_valid():
            return self._ask(request, petition, which)
        if not sure.is_valid():
            found = queries.preview(petition, which.criterion())
            return self._ask(request, petition, which, found, sure)
        try:
            made = quarantine.invalidate(
                petition.pk,
                which.criterion(),
                sure.seen(),
                reason=sure.cleaned_data["reason"],
                by=staff(request),
            )
        except Refusal as no:
            which.add_error(None, str(no))
            return self._ask(request, petition, which)
        nudge.after_commit(tasks.work_on_invalidation, made.pk)
        return HttpResponseRedirect(self.address_of(made))

    def title_of(self, thing: Invalidation) -> str:
        return gettext("Put aside on %(moment)s") % {"moment": date_and_time(thing.at)}

    def facts(self, thing: Invalidation) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("Petition"), thing.petition.slug
        yield _("What they have in common"), self.common(thing)
        if thing.petition.opened_at and thing.since > thing.petition.opened_at:
            yield _("Signed from"), date_and_time(thing.since)
        yield _("Signed until"), date_and_time(thing.until)
        yield _("Reason"), thing.reason
        yield _("Put aside by"), f"{thing.by.email}, {date_and_time(thing.at)}"
        yield _("Expected"), figure(thing.expected)
        yield _("Put aside"), figure(thing.set_aside)
        if thing.decided_by:
            who = f"{thing.decided_by.email}, {date_and_time(thing.decided_at)}"
            yield (_("Rejection undone by") if is_to_be_decided(thing) else _("Decided by")), who
            yield _("As decided"), figure(thing.done)
            yield _("Left alone, since they had changed"), figure(thing.changed)
            yield _("Still put aside with others"), figure(thing.still_held)
        if thing.is_working:
            yield _("What now"), _("A worker is at it. Open this page again in a moment.")

    def more(self, thing: Invalidation) -> dict[str, Any]:
        """What pressing a button would do, before anybody presses it."""
        if is_to_be_decided(thing):
            return {"before": queries.before_deciding(thing)}
        if thing.state == State.REJECTED:
            return {"before_undoing": queries.before_reopening(thing)}
        return {}

    @admin.display(description=_("when"))
    def link(self, invalidation: Invalidation) -> SafeString:
        return self.link_to(invalidation, date_and_time(invalidation.at))

    @admin.display(description=_("petition"))
    def of_petition(self, invalidation: Invalidation) -> str:
        return invalidation.petition.slug

    @admin.display(description=_("state"))
    def shown_state(self, invalidation: Invalidation) -> SafeString:
        return state_tag(invalidation.get_state_display(), TAGS.get(invalidation.state, "calm"))

    @admin.display(description=_("what they have in common"))
    def common(self, invalidation: Invalidation) -> str:
        code = rules.code_of(invalidation.key)
        parts = [f"{invalidation.get_source_display()} {code}"] if invalidation.source else []
        parts += [reasons([invalidation.suspicion])] if invalidation.suspicion else []
        return "; ".join(parts) or gettext("the time of signing")

    @admin.display(description=_("signatures"))
    def many(self, invalidation: Invalidation) -> str:
        return figure(invalidation.set_aside)

    @admin.display(description=_("by"))
    def who(self, invalidation: Invalidation) -> str:
        return invalidation.by.email

    def _petition(self, request: HttpRequest, slug: str) -> Petition:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Petition.objects.public(), slug=slug)

    def _ask(
        self,
        request: HttpRequest,
        petition: Petition,
        which: Which,
        found: Preview | None = None,
        sure: Sure | None = None,
    ) -> HttpResponse:
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Put signatures aside"),
            "failed": next((form for form in (which, sure) if form and form.errors), None),
            "petition": petition,
            "which": which,
            "sure": sure,
            "found": found,
            "kinds": list(_kinds(found)) if found else [],
            "code": rules.code_of(bytes.fromhex(which.cleaned_data["key"] or "")) if found else "",
        }
        return TemplateResponse(request, "petitions/admin/invalidate.html", context)


def _kinds(found: Preview) -> Any:
    """What would be put aside, three times in words: by state, assurance and country."""
    yield _("State"), [(SignatureState(each).label, count) for each, count in found.by_state]
    yield (
        _("How they signed"),
        [(Assurance(each).label, count) for each, count in found.by_assurance],
    )
    yield _("Country"), [(country_name(each), count) for each, count in found.by_country[:12]]
