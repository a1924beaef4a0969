"""Claims in figures, for the staff: a page, and the same as a file. Mounted by the admin."""

from __future__ import annotations

import csv
from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from testimonies.claims.figures import queries
from testimonies.claims.figures.queries import ELSEWHERE, Figures
from testimonies.claims.figures.rules import ALL
from testimonies.models.claim import Head
from testimonies.templatetags.components import country_name


@require_GET
def page(request: HttpRequest) -> HttpResponse:
    _must_see_claims(request)
    figures = queries.by_head_and_country()
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Claims in figures"),
        "columns": _columns(figures),
        "lines": [
            (label, list(zip(_columns(figures), cells, strict=True)))
            for label, cells in _lines(figures)
        ],
    }
    return TemplateResponse(request, "testimonies/claims/desk/figures.html", context)


@require_GET
def as_csv(request: HttpRequest) -> HttpResponse:
    """One line a loss; the last one says what the numbers are not."""
    _must_see_claims(request)
    figures = queries.by_head_and_country()
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="claims-in-figures.csv"'
    lines = csv.writer(response)
    lines.writerow([_("Loss"), *_columns(figures)])
    lines.writerows([label, *cells] for label, cells in _lines(figures))
    lines.writerow([_("Recorded does not mean awarded.")])
    return response


def _columns(figures: Figures) -> list[str]:
    return [_column(column) for column in figures.table.columns]


def _column(column: str) -> str:
    if column == ALL:
        return _("Together")
    return _("elsewhere, or not said") if column == ELSEWHERE else country_name(column)


def _lines(figures: Figures) -> list[tuple[str, list[str]]]:
    return [
        (
            str(Head(row).label) if row != ALL else _("Together"),
            [figures.hidden if cell is None else str(cell) for cell in cells],
        )
        for row, cells in figures.table.lines()
    ]


def _must_see_claims(request: HttpRequest) -> None:
    if not request.user.has_perm("testimonies.view_claim"):
        raise PermissionDenied
