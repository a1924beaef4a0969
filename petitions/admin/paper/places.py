"""What every page of this desk needs: who may, which sheet, and the page around it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse

from petitions.models import PaperLine, PaperSheet
from testimonies.admin.desk import staff

KEY_PAPER = "petitions.key_paper"


def may_key(request: HttpRequest) -> None:
    if not staff(request).has_perm(KEY_PAPER):
        raise PermissionDenied


def sheet_of(request: HttpRequest, uuid: UUID) -> PaperSheet:
    may_key(request)
    return get_object_or_404(PaperSheet.objects.select_related("petition"), uuid=uuid)


def line_of(request: HttpRequest, uuid: UUID, number: int) -> PaperLine:
    sheet = sheet_of(request, uuid)
    return get_object_or_404(sheet.lines.select_related("signature"), number=number)


def address(part: str, *values: Any) -> str:
    return reverse(f"admin:petitions_papersheet_{part}", args=values)


def page(
    request: HttpRequest, template: str, words: dict[str, Any], status: int = 200
) -> HttpResponse:
    context = admin.site.each_context(request) | {"opts": PaperSheet._meta} | words
    name = f"petitions/admin/paper/{template}.html"
    return TemplateResponse(request, name, context, status=status)
