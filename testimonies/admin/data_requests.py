"""The privacy desk: what people ask about their data, and by when they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from testimonies.admin.data_request_buttons import ANSWERS, BUTTONS, can_be_fetched
from testimonies.admin.desk import ButtonDesk, Facts, staff
from testimonies.custody import log as custody
from testimonies.data_requests import actions as data_requests
from testimonies.data_requests import forms, queries
from testimonies.erasing import queries as erasing
from testimonies.errors import Refusal
from testimonies.intake.everything import actions as everything
from testimonies.models import DataRequest
from testimonies.models.data_request import Asker, State
from testimonies.review.signed_out import words_back
from testimonies.templatetags.components import (
    date_and_time,
    day_month_year,
    language_name,
    state_tag,
)

TAGS: dict[str, str] = {
    State.OPEN: "wait",
    State.WAITING: "calm",
    State.AGREED: "wait",
    State.GRANTED: "good",
    State.PARTLY: "calm",
    State.REFUSED: "bad",
}


class ToAnswer(admin.SimpleListFilter):
    title = _("what is to be done")
    parameter_name = "todo"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("too late")), ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext("to be answered")}
        yield from others

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[DataRequest]
    ) -> QuerySet[DataRequest]:
        if self.value() == "all":
            return queryset
        own = DataRequest.objects
        return queryset & (own.overdue() if self.value() == "late" else own.to_answer())


@admin.register(DataRequest)
class DataRequestDesk(ButtonDesk[DataRequest]):
    address = ("reference", "slug")
    page_template = "testimonies/data_requests/page.html"
    change_list_template = "testimonies/data_requests/list.html"
    list_display = ("link", "what", "shown_state", "due", "came")
    list_filter = (ToAnswer, "right")
    search_fields = ("=reference",)
    search_help_text = _("The whole reference of a request, such as D-7KQ4M2XB")
    ordering = ("due_on", "pk")
    buttons = BUTTONS

    def get_urls(self) -> list[URLPattern]:
        view = partial(words_back, self.admin_site.admin_view)
        return [
            path("new/", view(self.new_view), name=self.name_of("new")),
            path(
                "<slug:reference>/everything/",
                view(reauthentication_required(require_POST(self.everything_view))),
                name=self.name_of("everything"),
            ),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[DataRequest]:
        found = DataRequest.objects.visible_to(request.user)
        return found.select_related("case", "entered_by", "decided_by", "carried_out_by")

    def new_view(self, request: HttpRequest) -> HttpResponse:
        user = staff(request)
        if not user.has_perm(ANSWERS):
            raise PermissionDenied
        form = forms.WriteDown(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                kept = data_requests.write_down(form.case_id, form.written(), by=user)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                messages.success(request, gettext("It is written down."))
                return HttpResponseRedirect(self.address_of(kept))
        context = self.admin_site.each_context(request) | {
            "opts": self.opts,
            "title": gettext("Somebody asks about their data"),
            "form": form,
            "failed": form if form.errors else None,
        }
        return TemplateResponse(request, "testimonies/data_requests/new.html", context)

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        thing = self._thing(request, address)
        custody.record("data_request.viewed", thing, by=staff(request))
        return self._page(request, thing)

    def everything_view(self, request: HttpRequest, reference: str) -> HttpResponseBase:
        """For a holder who came by post or in person: what they would fetch with their code."""
        user, thing = staff(request), self._thing(request, {"reference": reference})
        if not user.has_perm(ANSWERS):
            raise PermissionDenied
        if not can_be_fetched(thing) or thing.case is None:
            messages.error(request, gettext("Nobody asked here to know what is kept."))
            return HttpResponseRedirect(self.address_of(thing))
        content = everything.hand_out(thing.case, with_sealed=False, by=user)
        response = StreamingHttpResponse(content, content_type="application/zip")
        response["Content-Disposition"] = f'attachment; filename="atmintis-{reference}.zip"'
        return response

    def facts(self, thing: DataRequest) -> Facts:
        told, answer = thing.told, thing.answer or {}
        yield _("What they ask"), thing.get_right_display()
        yield _("State"), self.shown_state(thing)
        yield _("Answer by"), self.due(thing)
        yield _("Who asks"), thing.get_asker_display()
        yield _("Shown who they are"), thing.get_shown_display()
        yield _("Came by"), self.came(thing)
        yield _("Language"), language_name(thing.language)
        yield _("Case"), self._case(thing)
        yield _("In other hands since"), self._in_other_hands(thing)
        yield _("Name"), told.get("name")
        yield _("How to answer them"), told.get("contact")
        yield _("In their words"), told.get("words")
        yield _("Written down by"), thing.entered_by and thing.entered_by.email
        yield _("Ground"), thing.get_ground_display()
        yield _("Our answer"), answer.get("words")
        yield _("Decided by"), thing.decided_by and thing.decided_by.email
        yield _("Erased by"), thing.carried_out_by and thing.carried_out_by.email
        yield _("Ended"), date_and_time(thing.ended_at)

    def _in_other_hands(self, thing: DataRequest) -> str:
        if thing.asker != Asker.HOLDER or thing.case is None or queries.is_of_holder_now(thing):
            return ""
        return gettext("Yes: nothing is written into the case. Answer them where they left word.")

    def more(self, thing: DataRequest) -> dict[str, Any]:
        told: dict[str, Any] = {"may_be_fetched": can_be_fetched(thing)}
        if thing.case and thing.is_whole_erasure and thing.is_to_answer:
            told["before"] = erasing.before_erasing(thing.case)
        return told

    def _case(self, thing: DataRequest) -> SafeString | str:
        """The newest of it; what else is in the case stands there."""
        if thing.case is None:
            return ""
        newest = thing.case.submissions.order_by("-pk").first()
        if newest is None or thing.case.erased_at:
            return gettext("erased") if thing.case.erased_at else gettext("nothing handed in")
        address = reverse("admin:testimonies_submission_screen", args=[newest.reference])
        return format_html('<a href="{}">{}</a>', address, newest.reference)

    @admin.display(description=_("request"))
    def link(self, thing: DataRequest) -> SafeString:
        return self.link_to(thing, thing.reference)

    @admin.display(description=_("what they ask"))
    def what(self, thing: DataRequest) -> str:
        return thing.get_right_display()

    @admin.display(description=_("state"))
    def shown_state(self, thing: DataRequest) -> SafeString:
        return state_tag(thing.get_state_display(), TAGS.get(thing.state, ""))

    @admin.display(description=_("answer by"))
    def due(self, thing: DataRequest) -> SafeString | str:
        if not thing.is_to_answer:
            return "–"
        day = day_month_year(thing.due_on)
        if thing.state == State.WAITING:
            return gettext("%(day)s, and later by each day that we wait for them") % {"day": day}
        is_late = thing.due_on < localdate()
        said = gettext("%(day)s: too late") % {"day": day}
        return state_tag(said, "bad") if is_late else day

    @admin.display(description=_("came"))
    def came(self, thing: DataRequest) -> str:
        return f"{thing.get_channel_display()}, {day_month_year(thing.received_on)}"
