"""The custody log as a list: read, never written."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from testimonies.admin.desk import Desk, staff
from testimonies.conflicts import queries as conflicts
from testimonies.custody import sentences
from testimonies.models import CustodyEvent
from testimonies.templatetags.components import date_and_time


class Area(admin.SimpleListFilter):
    """The first word of an event says what it is about."""

    title = _("what it is about")
    parameter_name = "about"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        words = (
            "bundle", "claim", "consent", "delivery", "evidence", "institution", "invalidation",
            "letter", "message", "note", "petition", "schedule", "signature", "staff",
            "submission", "switch", "testimony",
        )  # fmt: skip
        return [(word, word) for word in words]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[CustodyEvent]
    ) -> QuerySet[CustodyEvent]:
        chosen = self.value()
        return queryset.filter(event__startswith=f"{chosen}.") if chosen else queryset


@admin.register(CustodyEvent)
class CustodyDesk(Desk[CustodyEvent]):
    list_display = ("moment", "happened", "what", "who", "more", "position")
    list_filter = (Area, "actor")
    list_select_related = ("by",)
    search_fields = ("=subject",)
    search_help_text = _("A whole reference, such as BA-2026-7KQ4M")
    ordering = ("-id",)
    list_per_page = 100

    def get_queryset(self, request: HttpRequest) -> QuerySet[CustodyEvent]:
        """SECURITY: without what was done to cases from which the reader keeps away."""
        return conflicts.without_conflict(super().get_queryset(request), staff(request))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.changelist_view)
        return [path("", view, name="testimonies_custodyevent_changelist")]

    @admin.display(description=_("when"))
    def moment(self, event: CustodyEvent) -> str:
        return date_and_time(event.at)

    @admin.display(description=_("event"), ordering="event")
    def happened(self, event: CustodyEvent) -> str:
        if event.event not in sentences.SENTENCES:
            return event.event
        return format_html("{}<br>{}", sentences.of(event.event), event.event)

    @admin.display(description=_("to what"))
    def what(self, event: CustodyEvent) -> str:
        return f"{event.subject_kind} {event.subject}"

    @admin.display(description=_("who"))
    def who(self, event: CustodyEvent) -> str:
        return event.by.email if event.by else event.get_actor_display()

    @admin.display(description=_("more"))
    def more(self, event: CustodyEvent) -> str:
        return ", ".join(f"{name} {value}" for name, value in sorted(event.detail.items())) or "–"
