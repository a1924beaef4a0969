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
from testimonies.admin.archive_request_buttons import BUTTONS, WRITE
from testimonies.admin.desk import ButtonDesk, Facts, staff
from testimonies.correspondence.posting import document
from testimonies.correspondence.requests import actions as requests
from testimonies.correspondence.requests import forms, queries
from testimonies.correspondence.requests.answers import actions as answers
from testimonies.correspondence.requests.answers import queries as answered
from testimonies.correspondence.requests.answers.actions import HAS_GONE
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import inspection, size_limit
from testimonies.models import ArchiveRequest
from testimonies.models.archive_request import State
from testimonies.models.letter import State as MailState
from testimonies.models.paper_letter import State as PaperState
from testimonies.review.queries import LOOKED
from testimonies.templatetags.components import (
    day_month_year,
    language_name,
    state_tag,
)

MOST_BYTES = 100 * 1024 * 1024
TAGS: dict[str, str] = {
    State.DRAFT: "wait",
    State.TO_POST: "wait",
    State.SENT: "calm",
    State.ANSWERED: "good",
}


MAIL_TAGS: dict[str, str] = {MailState.QUEUED: "wait", MailState.SENT: "good"}


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
            path(
                "<uuid:uuid>/answers/<uuid:answer>/scan/",
                view(self.scan_view),
                name=self.name_of("scan_of_answer"),
            ),
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
    def scan_view(
        self, request: HttpRequest, uuid: UUID, answer: UUID | None = None
    ) -> HttpResponse:
        size_limit.take_files(request, most=MOST_BYTES)
        return self._scan_view(request, uuid, answer)

    @method_decorator((csrf_protect, require_POST))
    def _scan_view(self, request: HttpRequest, uuid: UUID, answer: UUID | None) -> HttpResponse:
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
                file = form.cleaned_data["file"]
                scan = answers.add_scan(thing.pk, file, by=user, of=answer)
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
        yield _("The mail"), self._mailed(thing)
        yield _("Print it"), self._to_print(thing)
        yield _("Answer by"), self.due(thing)
        yield _("Asked again"), self._reminded(thing)

    def more(self, thing: ArchiveRequest) -> dict[str, Any]:
        came = answered.answers_of(thing)
        return {
            "has_gone": thing.state in HAS_GONE,
            "answers": [(each, forms.Scan(auto_id=f"scan-{each.pk}-%s")) for each in came],
            "scan_form": forms.Scan() if thing.state in HAS_GONE else None,
            "papers": list(thing.papers.order_by("received_at")),
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
        waiting = thing.paper_letters.filter(state__in=[PaperState.WAITING, PaperState.PRINTED])
        if not waiting.exists():
            return ""
        place = reverse("admin:testimonies_paperletter_changelist")
        return format_html('<a href="{}">{}</a>', place, gettext("under letters by post"))

    def _reminded(self, thing: ArchiveRequest) -> str:
        return (
            f"{thing.reminders} × ({day_month_year(thing.reminded_on)})" if thing.reminders else ""
        )

    def _mailed(self, thing: ArchiveRequest) -> SafeString | str:
        """Of the newest: that it was sent says only that it was given to be sent."""
        newest = next(iter(queries.mails_of(thing)), None)
        if newest is None:
            return ""
        return state_tag(newest.get_state_display(), MAIL_TAGS.get(newest.state, "bad"))
