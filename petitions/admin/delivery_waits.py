"""For whom or what deliveries wait: narrows the list of them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from petitions.models import Delivery


class WaitingFilter(admin.SimpleListFilter):
    title = _("waits for")
    parameter_name = "waits"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("person", _("somebody who calls the institution")),
            ("resume", _("somebody who resumes it")),
            ("again", _("another attempt, after one that failed")),
        ]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        match self.value():
            case "person":
                return queryset & Delivery.objects.to_ask_in_person()
            case "resume":
                return queryset & Delivery.objects.held()
            case "again":
                return queryset & Delivery.objects.stumbling()
            case _:
                return queryset
