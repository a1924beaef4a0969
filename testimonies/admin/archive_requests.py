"""Letters to archives and other bodies: what is on its way, what is overdue, what came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.html import format_html, linebreaks
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, now
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST

from testimonies import nudge, tasks
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.correspondence.posting import document
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import forms
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit
from testimonies.models import ArchiveRequest
from testimonies.models.archive_request import State
from testimonies.review.queries import LOOKED
from testimonies.templatetags.components import (
    day_month_year,
    language_name,
    state_tag,
)

WRITE = "testimonies.answer_message"
MOST_BYTES = 100 * 1024 * 1024
TAGS: dict[str, str] = {
    State.DRAFT: "wait",
    State.TO_POST: "wait",
    State.SENT: "calm",
    State.ANSWERED: "good",
}


def is_in(*states: State) -> Any:
    return lambda request: request.state in states


BUTTONS = (
    Button(
        "send",
        _("Send it"),
        _("It is on its way, or waits to be printed."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, said: requests.send(thing.pk, by=user, **said),
        form=forms.Send,
        look="first",
    ),
    Button(
        "change",
        _("Keep the changed letter"),
        _("The changed letter is kept."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, said: requests.change(thing.pk, by=user, **said),
        form=forms.Words,
        begins_with=lambda thing: {
            name: thing.told[name] for name in ("recipient", "subject", "body")
        },
    ),
    Button(
        "drop",
        _("Do not send it"),
        _("It is not sent."),
        WRITE,
        fits=is_in(State.DRAFT),
        act=lambda thing, user, _said: requests.drop(thing.pk, by=user),
        look="careful",
    ),
    Button(
        "answer",
        _("They have answered"),
        _("The answer is written down. Add a scan of it."),
        WRITE,
        fits=is_in(State.SENT),
        act=lambda thing, user, said: requests.answer(thing.pk, requests.Answer(**said), by=user),
        form=forms.Answered,
        look="first",
    ),
    Button(
        "remind",
        _("Ask them again"),
        _("They are asked again."),
        WRITE,
        fits=is_in(State.SENT),
        act=lambda thing, user, _said: requests.remind(thing.pk, by=user),
    ),
    Button(
        "wait-on",
        _("Wait on"),
        _("It is waited for until that day."),
        WRITE,
        fits=is_in(State.SENT, State.ANSWERED),
        act=lambda thing, user, said: requests.wait_on(thing.pk, by=user, **said),
        form=forms.WaitOn,
    ),
    Button(
        "close",
        _("Nothing more is expected"),
        _("It is closed."),
        WRITE,
        fits=is_in(State.SENT, State.ANSWERED),
        act=lambda thing, user, said: requests.close(thing.pk, by=user, **said),
        form=Reason,
        look="careful",
    ),
)


class HowItStands(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "stands"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("late", _("too late")), ("all", _("All"))]

    def choices(self, changelist: ChangeList) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": gettext("not ended yet")}
        yield from others

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[ArchiveRequest]
    ) -> QuerySet[ArchiveRequest]:
        if self.value() == "all":
            return queryset
        own = ArchiveRequest.objects
        return queryset & (
            own.overdue(on=localdate()) if self.value() == "late" else own.going_on()
        )


@admin.register(ArchiveRequest)
class ArchiveRequestDesk(ButtonDesk[ArchiveRequest]):
    list_display = ("link", "case", "body", "shown_state", "due")
    list_filter = (HowItStands,)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("=reference",)
    search_help_text = _("The whole number of a letter, such as R-7KQ4M2XB")
    ordering = ("due_on", "pk")
    page_template = "testimonies/correspondence/request.html"
    buttons = BUTTONS

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path(
                "<uuid:uuid>/file/",
                view(require_POST(self.file_view)),
                name=self.name_of("file"),
            ),
            path("<uuid:uuid>/scan/", view(self.scan_view), name=self.name_of("scan")),
            *super().get_urls(),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[ArchiveRequest]:
        found = ArchiveRequest.objects.visible_to(request.user)
        return found.select_related("submission__case", "archive", "institution", "sent_by")

    def page_view(self, request: HttpRequest, **address: Any) -> HttpResponse:
        """It tells of a case: every look leaves its line there."""
        thing = self._thing(request, address)
        custody.record(LOOKED, thing.submission, by=staff(request))
        return self._page(request, thing)

    def file_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        thing, user = self._thing(request, {"uuid": uuid}), staff(request)
        if not user.has_perm(WRITE):
            raise PermissionDenied
        try:
            fetched = requests.fetch(thing.pk, by=user)
        except Refusal as no:
            messages.error(request, str(no))
            return HttpResponseRedirect(self.address_of(thing))
        response = HttpResponse(
            document.to_archive(fetched, at=now()), content_type="application/pdf"
        )
        response["Content-Disposition"] = f'attachment; filename="{fetched.reference}.pdf"'
        return response

    @method_decorator(csrf_exempt)  # the check follows, once it is said that this page takes files
    def scan_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        size_limit.take_files(request, most=MOST_BYTES)
        return self._scan_view(request, uuid)

    @method_decorator((csrf_protect, require_POST))
    def _scan_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        thing, user = self._thing(request, {"uuid": uuid}), staff(request)
        if not user.has_perm(WRITE):
            raise PermissionDenied
        form = forms.Scan(request.POST, request.FILES)
        if size_limit.was_exceeded(request):
            messages.error(request, inspection.too_large(MOST_BYTES))
        elif not form.is_valid():
            messages.error(request, str(form.errors["file"][0]))
        else:
            try:
                scan = requests.add_scan(thing.pk, form.cleaned_data["file"], by=user)
            except Refusal as no:
                messages.error(request, str(no))
            else:
                nudge.after_commit(tasks.make_access_copy, scan.pk)
                messages.success(request, gettext("The scan is kept."))
        return HttpResponseRedirect(self.address_of(thing))

    def facts(self, thing: ArchiveRequest) -> Facts:
        yield _("State"), self.shown_state(thing)
        yield _("Case"), self.case(thing)
        yield (
            pgettext_lazy("a letter", "To"),
            SafeString(linebreaks("\n".join(thing.recipient), autoescape=True)),
        )
        yield _("Language"), language_name(thing.language)
        yield _("The submitter agreed"), self._agreed(thing)
        yield _("Went"), self._went(thing)
        yield _("Print it"), self._to_print(thing)
        yield _("Answer by"), self.due(thing)
        yield _("Asked again"), self._reminded(thing)
        yield _("Their number"), thing.their_number
        yield _("Answered"), self._answered(thing)
        yield _("What they say"), (thing.answer or {}).get("words")
        yield _("Passed on to"), (thing.answer or {}).get("passed_on_to")

    def more(self, thing: ArchiveRequest) -> dict[str, Any]:
        may_have_come = thing.state in {State.SENT, State.ANSWERED, State.CLOSED}
        return {
            "scan_form": forms.Scan() if may_have_come else None,
            "papers": list(thing.papers.order_by("received_at")),
            "is_draft": thing.state == State.DRAFT,
        }

    @admin.display(description=_("letter"))
    def link(self, thing: ArchiveRequest) -> SafeString:
        return self.link_to(thing, thing.reference)

    @admin.display(description=_("case"))
    def case(self, thing: ArchiveRequest) -> SafeString:
        reference = thing.submission.reference
        place = reverse("admin:testimonies_submission_correspondence", args=[reference])
        return format_html('<a href="{}">{}</a>', place, reference)

    @admin.display(description=_("to"))
    def body(self, thing: ArchiveRequest) -> str:
        known = thing.archive or thing.institution
        return known.name if known else gettext("another body")

    @admin.display(description=_("state"))
    def shown_state(self, thing: ArchiveRequest) -> SafeString:
        return state_tag(thing.get_state_display(), TAGS.get(thing.state, ""))

    @admin.display(description=_("answer by"))
    def due(self, thing: ArchiveRequest) -> SafeString | str:
        if thing.state != State.SENT or thing.due_on is None:
            return ""
        day = day_month_year(thing.due_on)
        if thing.due_on >= localdate():
            return day
        return state_tag(gettext("%(day)s: too late") % {"day": day}, "bad")

    def _agreed(self, thing: ArchiveRequest) -> str:
        return f"{thing.get_agreed_display()}, {day_month_year(thing.agreed_on)}"

    def _went(self, thing: ArchiveRequest) -> str:
        if thing.sent_by is None:
            return thing.get_way_display()
        day = day_month_year(thing.sent_on)
        return f"{thing.get_way_display()}, {day}, {thing.sent_by.email}"

    def _to_print(self, thing: ArchiveRequest) -> SafeString | str:
        if thing.state != State.TO_POST:
            return ""
        place = reverse("admin:testimonies_paperletter_changelist")
        return format_html('<a href="{}">{}</a>', place, gettext("under letters by post"))

    def _reminded(self, thing: ArchiveRequest) -> str:
        return (
            f"{thing.reminders} × ({day_month_year(thing.reminded_on)})" if thing.reminders else ""
        )

    def _answered(self, thing: ArchiveRequest) -> str:
        if not thing.outcome:
            return ""
        return f"{thing.get_outcome_display()}, {day_month_year(thing.answered_on)}"
