"""What is due to be erased, what was erased, and the page for one signer who asks for it."""

from __future__ import annotations

from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from petitions import tasks
from petitions.admin.holding import ERASES
from petitions.models import Erasure
from petitions.models.erasure import Kind, State
from petitions.retention import actions as retention
from petitions.retention import queries
from petitions.retention.forms import OnRequest, Whose
from testimonies import nudge
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.errors import Refusal
from testimonies.templatetags.components import date_and_time, figure, state_tag

TAGS: dict[str, str] = {State.ERASING: "wait", State.STOPPED: "bad", State.ERASED: "good"}


def begin(report: Erasure, user: User, said: dict[str, Any]) -> None:
    begun = retention.begin(report.pk, by=user, **said)
    nudge.after_commit(tasks.erase, begun.pk)


def can_begin(report: Erasure) -> bool:
    is_open = report.kind == Kind.LOOK and not hasattr(report, "erasure")
    return is_open and bool(report.signatures or report.bundles)


@admin.register(Erasure)
class ErasureDesk(ButtonDesk[Erasure]):
    list_display = ("link", "what", "shown_state", "many", "files", "who")
    list_filter = ("kind", "state")
    ordering = ("-pk",)
    page_template = "petitions/admin/erasure.html"
    change_list_template = "petitions/admin/erasures.html"
    buttons = (
        Button(
            "erase",
            _("Erase what is due"),
            _("It is being erased. What is held by now is left alone."),
            ERASES,
            fits=can_begin,
            act=begin,
            form=Reason,
            look="careful",
            needs_fresh_login=True,
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Erasure]:
        return super().get_queryset(request).select_related("by", "report", "erasure")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        sure = reauthentication_required(require_POST(self.erase_one_view))
        return [
            path("look/", view(require_POST(self.look_view)), name=self.name_of("look")),
            path("one/", view(self.one_view), name=self.name_of("one")),
            path("one/erase/", view(sure), name=self.name_of("erase-one")),
            *super().get_urls(),
        ]

    def look_view(self, request: HttpRequest) -> HttpResponse:
        """It may take minutes, so a worker looks."""
        user = self._officer(request)
        nudge.after_commit(tasks.look_now, user.pk)
        messages.success(request, gettext("A worker looks. Open this page again in a moment."))
        return HttpResponseRedirect(reverse(f"admin:{self.name_of('changelist')}"))

    def one_view(self, request: HttpRequest) -> HttpResponse:
        """Whose, and then what would happen."""
        self._officer(request)
        form = Whose(request.POST or None)
        return self._ask(request, form, OnRequest())

    def erase_one_view(self, request: HttpRequest) -> HttpResponse:
        user = self._officer(request)
        whose, sure = Whose(request.POST), OnRequest(request.POST)
        if not (whose.is_valid() and sure.is_valid()):
            return self._ask(request, whose, sure)
        try:
            done = retention.erase_one(
                whose.cleaned_data["reference"], by=user, reason=sure.cleaned_data["reason"]
            )
        except Refusal as no:
            sure.add_error(None, str(no))
            return self._ask(request, whose, sure)
        nudge.after_commit(tasks.erase, done.pk)
        messages.success(request, gettext("It has been erased. Letters and files follow at once."))
        return HttpResponseRedirect(self.address_of(done))

    def title_of(self, thing: Erasure) -> str:
        return f"{thing.get_kind_display()}, {date_and_time(thing.begun_at)}"

    def facts(self, thing: Erasure) -> Facts:
        is_look = thing.kind == Kind.LOOK
        yield _("State"), self.shown_state(thing)
        yield (
            (_("Signatures that are due") if is_look else _("Signatures erased")),
            self.many(thing),
        )
        yield (
            (_("Bundles whose files are due") if is_look else _("Files of bundles")),
            self.files(thing),
        )
        yield _("As it was on"), date_and_time(thing.at)
        yield _("By"), self.who(thing)
        yield _("Reason"), thing.reason
        yield _("Ended"), "" if is_look else date_and_time(thing.ended_at)
        if thing.state == State.ERASING:
            yield _("What now"), _("A worker is at it. Open this page again in a moment.")
        if thing.state == State.STOPPED:
            yield (
                _("What now"),
                _("More was due than the report had shown. Look again, and read the new report."),
            )
        if thing.report:
            yield _("Report"), self.link(thing.report)
        if is_look and hasattr(thing, "erasure"):
            yield _("Erased by"), self.link(thing.erasure)

    def more(self, thing: Erasure) -> dict[str, Any]:
        return {"lines": [] if thing.kind == Kind.REQUEST else queries.lines(thing)}

    @admin.display(description=_("when"))
    def link(self, erasure: Erasure) -> SafeString:
        return self.link_to(erasure, date_and_time(erasure.begun_at))

    @admin.display(description=_("what"))
    def what(self, erasure: Erasure) -> str:
        return erasure.get_kind_display()

    @admin.display(description=_("state"))
    def shown_state(self, erasure: Erasure) -> SafeString:
        """Of a report, what became of it."""
        became = getattr(erasure, "erasure", erasure)
        return state_tag(became.get_state_display(), TAGS.get(became.state, "calm"))

    @admin.display(description=_("signatures"))
    def many(self, erasure: Erasure) -> str:
        return figure(erasure.signatures) or "0"

    @admin.display(description=_("bundles"))
    def files(self, erasure: Erasure) -> str:
        return figure(erasure.bundles) or "0"

    @admin.display(description=_("by"))
    def who(self, erasure: Erasure) -> str:
        return erasure.by.email if erasure.by else "Atmintis"

    def _officer(self, request: HttpRequest) -> User:
        user = staff(request)
        if not user.has_perm(ERASES):
            raise PermissionDenied
        return user

    def _ask(self, request: HttpRequest, whose: forms.Form, sure: forms.Form) -> HttpResponse:
        before = None
        if whose.is_bound and whose.is_valid():
            before = queries.before_erasing(whose.cleaned_data["reference"])
            if before is None:
                whose.add_error("reference", gettext("No signature has this reference."))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Erase one signature on request"),
            "failed": next((form for form in (whose, sure) if form.errors), None),
            "whose": whose,
            "sure": sure,
            "before": before,
        }
        return TemplateResponse(request, "petitions/admin/erase_one.html", context)
