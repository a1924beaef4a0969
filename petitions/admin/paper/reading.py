"""The whole sheet beside its scan: one person keys the lines, another keys them again, blind."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http import HTTPStatus
from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from petitions.admin.paper import places
from petitions.models import PaperLine, PaperSheet
from petitions.models.paper import LINES, LineState
from petitions.signing import countries
from petitions.signing.paper import actions as paper
from petitions.signing.paper import showing
from petitions.signing.paper.line_form import LineForm
from testimonies.admin.desk import staff
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@dataclass(frozen=True)
class Turned:
    """A line that somebody else has read in the meantime, and what was typed for it here."""

    number: int
    sentence: str
    typed: str


@require_http_methods(["GET", "POST"])
def key(request: HttpRequest, uuid: UUID) -> HttpResponse:
    sheet = places.sheet_of(request, uuid)
    title = _("Key the lines of sheet %(sheet)s") % {"sheet": sheet}
    waiting = sheet.lines.filter(state=LineState.WAITING)
    return _read(request, sheet, title, waiting, paper.key)


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Nobody sees here what the first person read, before they have read it themselves."""
    sheet = places.sheet_of(request, uuid)
    title = _("Read sheet %(sheet)s a second time") % {"sheet": sheet}
    keyed = sheet.lines.filter(state=LineState.KEYED).exclude(keyed_by=staff(request))
    return _read(request, sheet, title, keyed, paper.verify)


@require_POST
def settle(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    line = places.line_of(request, uuid, number)
    keep_first = request.POST.get("keep") == "first"
    try:
        paper.settle(line.pk, keep_first=keep_first, by=staff(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("Line %(number)s is decided.") % {"number": number})
    return redirect(places.address("verify", uuid))


@require_POST
def send_back(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    line = places.line_of(request, uuid, number)
    try:
        paper.send_back(line.pk, by=staff(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        words = _("Line %(number)s will be keyed again.") % {"number": number}
        messages.success(request, words)
    return redirect(places.address("page", uuid))


def _read(
    request: HttpRequest,
    sheet: PaperSheet,
    title: str,
    lines: Iterable[PaperLine],
    act: Callable[..., PaperLine],
) -> HttpResponse:
    if request.method != "POST":
        custody.record("paper_sheet.opened", sheet, by=staff(request))
        return _page(request, sheet, title, [LineForm(sheet, each.number) for each in lines])
    typed = [LineForm(sheet, number, request.POST) for number in _numbers(request)]
    touched = [form for form in typed if not form.is_untouched]
    wrong = [form for form in touched if not form.is_valid()]
    turned = _act(request, sheet, [form for form in touched if form not in wrong], act)
    if not wrong and not turned:
        return redirect(
            places.address("verify" if _differs(request, sheet) else "page", sheet.uuid)
        )
    wanted = {form.number for form in wrong}
    others = [LineForm(sheet, each.number) for each in lines if each.number not in wanted]
    forms = sorted([*wrong, *others], key=lambda form: form.number)
    return _page(request, sheet, title, forms, turned=turned)


def _act(
    request: HttpRequest, sheet: PaperSheet, forms: list[LineForm], act: Callable[..., PaperLine]
) -> list[Turned]:
    """Each line is an act of its own: what is right is kept, whatever else is on the page."""
    lines = {line.number: line.pk for line in sheet.lines.all()}
    turned, kept = [], 0
    for form in forms:
        try:
            act(lines[form.number], form.read, by=staff(request))
        except Refusal as no:
            typed = ", ".join(str(box.value() or "") for box in form.boxes)
            turned.append(Turned(form.number, str(no), typed))
        else:
            kept += 1
    if kept:
        words = ngettext("%(kept)s line is kept.", "%(kept)s lines are kept.", kept)
        messages.success(request, words % {"kept": kept})
    return turned


def _numbers(request: HttpRequest) -> list[int]:
    """The lines that the page showed, as it says itself; never more than a sheet has."""
    said = {number for number in request.POST.getlist("shown") if number.isdecimal()}
    return sorted(number for number in map(int, said) if 1 <= number <= LINES)


def _differs(request: HttpRequest, sheet: PaperSheet) -> bool:
    return _to_decide(request, sheet).exists()


def _to_decide(request: HttpRequest, sheet: PaperSheet) -> QuerySet[PaperLine]:
    return sheet.lines.filter(state=LineState.DIFFERS).exclude(keyed_by=staff(request))


def _page(
    request: HttpRequest,
    sheet: PaperSheet,
    title: str,
    forms: list[LineForm],
    *,
    turned: list[Turned] | None = None,
) -> HttpResponse:
    is_wrong = any(form.is_bound for form in forms)
    words = {
        "title": title,
        "sheet": sheet,
        "forms": forms,
        "wrong": [form for form in forms if form.is_bound],
        "turned": turned,
        "scans": sheet.scans.filter(removed_at=None),
        "both": [showing.both_versions(line) for line in _to_decide(request, sheet)],
        "countries": sorted(countries.names(get_language() or "en").items()),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong or turned else HTTPStatus.OK
    return places.page(request, "lines", words, status)
