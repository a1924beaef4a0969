"""The list of sheets, and the page of each: its pictures, its lines and what became of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from petitions.admin.paper import places, reading, receiving, signers
from petitions.models import PaperSheet
from petitions.models.paper import LINES, SheetState
from petitions.signing.paper import actions as paper
from petitions.signing.paper import numbers, queries
from petitions.signing.paper.forms import LinesForm, ScanForm
from testimonies.admin.desk import Button, ButtonDesk, Facts
from testimonies.templatetags.components import (
    country_name,
    day_month_year,
    language_name,
    state_tag,
)

TAGS: dict[str, str] = {SheetState.RECEIVED: "wait", SheetState.READ: "good"}


@admin.register(PaperSheet)
class PaperSheetDesk(ButtonDesk[PaperSheet]):
    page_template = "petitions/admin/paper/sheet.html"
    change_list_template = "petitions/admin/paper/list.html"
    list_display = ("link", "petition_slug", "goes_to", "spoken", "received", "progress")
    list_filter = ("state", "petition", "language")
    search_fields = ("=number",)
    search_help_text = _("A whole number, such as K7Q4M-3XR2P")
    ordering = ("state", "-pk")
    buttons = (
        Button(
            "add-lines",
            _("There are more lines"),
            _("The lines are there to be keyed."),
            places.KEY_PAPER,
            fits=lambda sheet: sheet.state == SheetState.RECEIVED and sheet.lines_filled < LINES,
            act=lambda sheet, user, said: paper.add_lines(sheet.pk, **said, by=user),
            form=LinesForm,
        ),
    )

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own: list[tuple[str, Callable[..., HttpResponse], str]] = [
            ("register/", receiving.register, "register"),
            ("print/", receiving.print_sheets, "print"),
            ("find/", signers.find, "find"),
            ("withdraw/", signers.withdraw, "withdraw"),
            ("<uuid:uuid>/scans/", receiving.add_scan, "add-scan"),
            ("<uuid:uuid>/scans/<uuid:scan>/", receiving.scan, "scan"),
            ("<uuid:uuid>/scans/<uuid:scan>/remove/", receiving.remove_scan, "remove-scan"),
            ("<uuid:uuid>/key/", reading.key, "key"),
            ("<uuid:uuid>/verify/", reading.verify, "verify"),
            ("<uuid:uuid>/lines/<int:number>/settle/", reading.settle, "settle"),
            ("<uuid:uuid>/lines/<int:number>/send-back/", reading.send_back, "send-back"),
            ("<uuid:uuid>/lines/<int:number>/slip/", signers.slip, "slip"),
        ]
        pages = [path(place, view(each), name=self.name_of(name)) for place, each, name in own]
        return [*pages, *super().get_urls()]

    def get_queryset(self, request: HttpRequest) -> QuerySet[PaperSheet]:
        return queries.counted()

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[PaperSheet], search_term: str
    ) -> tuple[QuerySet[PaperSheet], bool]:
        """However somebody types it, and also as a scanner reads it."""
        number = numbers.read(search_term) or search_term
        return super().get_search_results(request, queryset, number)

    def facts(self, thing: Any) -> Facts:
        yield _("State"), self.progress(thing)
        yield _("Petition"), thing.petition.words().title
        yield _("Goes to"), self.goes_to(thing)
        yield _("Language"), language_name(thing.language)
        yield _("Received"), day_month_year(thing.received_on)
        yield _("Registered by"), thing.registered_by.get_username()
        yield _("Country of those who name none"), thing.country and country_name(thing.country)

    def more(self, thing: PaperSheet) -> dict[str, Any]:
        lines = thing.lines.select_related("keyed_by", "verified_by", "signature")
        return {
            "scans": thing.scans.filter(removed_at=None),
            "lines": lines,
            "scan_form": ScanForm(),
            "is_open": thing.state == SheetState.RECEIVED,
        }

    @admin.display(description=_("sheet"))
    def link(self, sheet: PaperSheet) -> SafeString:
        return self.link_to(sheet, str(sheet))

    @admin.display(description=_("petition"))
    def petition_slug(self, sheet: PaperSheet) -> str:
        return sheet.petition.slug

    @admin.display(description=_("goes to"))
    def goes_to(self, sheet: PaperSheet) -> str:
        return queries.addressee_of(sheet)

    @admin.display(description=_("language"))
    def spoken(self, sheet: PaperSheet) -> str:
        return language_name(sheet.language)

    @admin.display(description=_("received"))
    def received(self, sheet: PaperSheet) -> str:
        return day_month_year(sheet.received_on)

    @admin.display(description=_("state"))
    def progress(self, sheet: Any) -> SafeString:
        if sheet.state == SheetState.READ:
            words = ngettext(
                "%(legible)s of %(lines)s line legible",
                "%(legible)s of %(lines)s lines legible",
                sheet.lines_filled,
            ) % {"legible": sheet.lines_legible, "lines": sheet.lines_filled}
        else:
            words = _("lines: %(lines)s, keyed: %(keyed)s, read by two: %(verified)s") % {
                "lines": sheet.lines_filled,
                "keyed": sheet.keyed,
                "verified": sheet.verified,
            }
        return state_tag(words, TAGS[sheet.state])
