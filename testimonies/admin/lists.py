"""Lists that somebody keeps: brought, read, checked row by row, and only then taken in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_safe

from accounts.models import User
from testimonies import nudge, tasks
from testimonies.admin.desk import Button, ButtonDesk, Facts, Reason, staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.lists import actions as lists
from testimonies.lists import queries
from testimonies.lists.actions.receiving import MOST_BYTES
from testimonies.lists.forms import Columns, HowToRead, NewList
from testimonies.models import ListEdition
from testimonies.models.imported import MOVES, WORK, Outcome, State
from testimonies.templatetags.components import date_and_time, day_month_year, figure, state_tag

IMPORTS = "testimonies.import_list"
TAGS: dict[str, str] = {
    State.UNREADABLE: "bad",
    State.READ: "wait",
    State.CHECKED: "wait",
    State.IMPORTED: "good",
}


def allows(to: State) -> Any:
    return lambda edition: to in MOVES[State(edition.state)]


def read_again(edition: ListEdition, user: User, said: dict[str, Any]) -> None:
    lists.read_again(edition.pk, by=user, **said)
    nudge.after_commit(tasks.work_on_list, edition.pk)


def begin_import(edition: ListEdition, user: User, _said: dict[str, Any]) -> None:
    lists.begin_import(edition.pk, by=user)
    nudge.after_commit(tasks.work_on_list, edition.pk)


@admin.register(ListEdition)
class ListDesk(ButtonDesk[ListEdition]):
    list_display = ("link", "shown_state", "many", "holder", "received")
    list_filter = ("state",)
    ordering = ("-pk",)
    change_list_template = "testimonies/lists/desk.html"
    page_template = "testimonies/lists/edition.html"
    buttons = (
        Button(
            "import",
            _("Take in what is new and changed"),
            _("It is being taken in. Open this page again in a moment."),
            IMPORTS,
            fits=lambda edition: (
                allows(State.IMPORTING)(edition) and bool(edition.taken + edition.changed)
            ),
            act=begin_import,
            look="first",
        ),
        Button(
            "read-again",
            _("Read it again"),
            _("It is being read again. Open this page again in a moment."),
            IMPORTS,
            fits=allows(State.READING),
            act=read_again,
            form=HowToRead,
            begins_with=lambda edition: {
                "encoding": edition.encoding,
                "sheet": edition.sheet,
            },
        ),
        Button(
            "set-aside",
            _("Do not take it in"),
            _("It is set aside, and its file is deleted."),
            IMPORTS,
            fits=allows(State.SET_ASIDE),
            act=lambda edition, user, said: lists.set_aside(edition.pk, by=user, **said),
            form=Reason,
            look="careful",
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[ListEdition]:
        return super().get_queryset(request).select_related("source", "by")

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("new/", view(self.new_view), name=self.name_of("new")),
            path("<uuid:uuid>/columns/", view(self.columns_view), name=self.name_of("columns")),
            path(
                "<uuid:uuid>/report/",
                view(require_safe(self.report_view)),
                name=self.name_of("report"),
            ),
            path(
                "<uuid:uuid>/report.csv",
                view(require_safe(self.csv_view)),
                name=self.name_of("csv"),
            ),
            *super().get_urls(),
        ]

    @method_decorator(csrf_exempt)  # the check follows, once it is said that this page takes files
    def new_view(self, request: HttpRequest) -> HttpResponse:
        size_limit.take_files(request, most=MOST_BYTES)
        return self._new_view(request)

    @method_decorator(csrf_protect)
    def _new_view(self, request: HttpRequest) -> HttpResponse:
        user = self._importer(request)
        form = NewList(request.POST or None, request.FILES or None)
        if request.method != "POST" or not form.is_valid():
            return self._ask(request, form)
        try:
            edition = lists.receive(form.cleaned_data["file"], form.described(), by=user)
        except Refusal as no:
            form.add_error(None, str(no))
            return self._ask(request, form)
        nudge.after_commit(tasks.work_on_list, edition.pk)
        return HttpResponseRedirect(self.address_of(edition))

    def columns_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        """The first rows, so that somebody sees whether all letters are right."""
        user, edition = self._importer(request), self._thing(request, {"uuid": uuid})
        if not allows(State.CHECKING)(edition):
            return HttpResponseRedirect(self.address_of(edition))
        first = queries.first_rows(edition)
        headings = [heading for heading, _cells in first]
        form = Columns(request.POST or None, headings=headings, columns=edition.columns)
        if request.method == "POST" and form.is_valid():
            try:
                lists.check(edition.pk, columns=form.meanings(), by=user)
            except Refusal as no:
                form.add_error(None, str(no))
            else:
                nudge.after_commit(tasks.work_on_list, edition.pk)
                return HttpResponseRedirect(self.address_of(edition))
        custody.record("list.looked_at", edition, by=user)
        asked = list(zip(form, (cells for _heading, cells in first), strict=True))
        more = {"form": form, "asked": asked, "thing": edition}
        return self._own_page(request, "columns", _("What its columns mean"), more)

    def report_view(self, request: HttpRequest, uuid: UUID) -> HttpResponse:
        edition, asked = self._thing(request, {"uuid": uuid}), request.GET
        after = int(asked["after"]) if asked.get("after", "").isdecimal() else 0
        outcome = asked.get("outcome", "")
        found = queries.page(
            edition, reader=staff(request), outcome=outcome, after=min(after, 2**31 - 1)
        )
        more = {"page": found, "outcome": outcome, "outcomes": Outcome.choices, "thing": edition}
        return self._own_page(request, "report", _("Row report"), more)

    def csv_view(self, request: HttpRequest, uuid: UUID) -> StreamingHttpResponse:
        edition = self._thing(request, {"uuid": uuid})
        custody.record("list.report_taken", edition, by=staff(request))
        response = StreamingHttpResponse(
            queries.as_csv(edition, reader=staff(request)), content_type="text/csv"
        )
        response["Content-Disposition"] = 'attachment; filename="row-report.csv"'
        return response

    def title_of(self, thing: ListEdition) -> str:
        return thing.source.name

    def facts(self, thing: ListEdition) -> Facts:
        source = thing.source
        yield _("State"), self.shown_state(thing)
        yield _("Why"), thing.get_problem_display()
        yield _("Kept by"), source.holder
        yield _("Licence"), source.get_licence_display()
        yield _("Terms"), source.terms
        yield _("Given by"), thing.given_by
        yield _("Date on the list"), day_month_year(thing.dated_on)
        yield _("Received"), self.received(thing)
        yield _("By"), thing.by.email if thing.by else ""
        kind = f"{thing.kind.upper()} {thing.encoding}".strip()  # a workbook names none
        yield _("File"), f"{kind}, {filesizeformat(thing.size)}"
        if len(thing.sheets or ()) > 1:
            yield _("Filled sheets"), ", ".join(f"{n}: {name}" for n, name in thing.sheets)
        yield _("SHA-256"), thing.sha256
        yield _("Rows"), self.many(thing)
        if thing.state in {State.READING, State.READ, State.UNREADABLE, State.SET_ASIDE}:
            return
        left_out = thing.columns.count("")
        yield _("Columns that are left out"), figure(left_out) if left_out else ""
        for outcome in Outcome:
            yield outcome.label, figure(getattr(thing, outcome))
        yield _("No longer in the list; kept here"), figure(thing.gone) if thing.gone else ""
        yield _("Behind it"), figure(thing.position) if thing.state in WORK else ""
        if thing.state == State.IMPORTED:
            yield _("May be living, and protected"), figure(queries.may_be_living(thing))

    def more(self, thing: ListEdition) -> dict[str, Any]:
        return {
            "can_say_columns": allows(State.CHECKING)(thing),
            "has_report": bool(thing.position or thing.ended_at) and thing.lines.exists(),
            "is_at_work": thing.state in WORK,
        }

    @admin.display(description=_("list"))
    def link(self, edition: ListEdition) -> SafeString:
        return self.link_to(edition, edition.source.name)

    @admin.display(description=_("state"))
    def shown_state(self, edition: ListEdition) -> SafeString:
        return state_tag(edition.get_state_display(), TAGS.get(edition.state, "calm"))

    @admin.display(description=_("rows"))
    def many(self, edition: ListEdition) -> str:
        return figure(edition.rows)

    @admin.display(description=_("kept by"))
    def holder(self, edition: ListEdition) -> str:
        return edition.source.holder

    @admin.display(description=_("received"))
    def received(self, edition: ListEdition) -> str:
        return date_and_time(edition.received_at)

    def _importer(self, request: HttpRequest) -> User:
        if not request.user.has_perm(IMPORTS):
            raise PermissionDenied
        return staff(request)

    def _ask(self, request: HttpRequest, form: NewList) -> HttpResponse:
        if size_limit.was_exceeded(request):
            form.add_error("file", gettext("This file is larger than 100 MB."))
        elif lost := size_limit.lost_on_the_way(request):
            form.add_error("file", lost)
        return self._own_page(request, "new", _("Bring a list"), {"form": form})

    def _own_page(
        self, request: HttpRequest, name: str, title: Any, more: dict[str, Any]
    ) -> HttpResponse:
        form = more.get("form")
        context = self.admin_site.each_context(request) | more
        context |= {"opts": self.opts, "title": title}
        context |= {"failed": form if form is not None and form.errors else None}
        return TemplateResponse(request, f"testimonies/lists/{name}.html", context)
