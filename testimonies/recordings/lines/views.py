"""The page on which it is written, line by line, what is said in a recording."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Segment, Transcript
from testimonies.models.recording import Stage
from testimonies.recordings import actions as recordings
from testimonies.recordings import opened, policies, queries, seen, webvtt
from testimonies.recordings.actions import ChangedMeanwhile, Line
from testimonies.recordings.earlier import queries as earlier
from testimonies.recordings.forms import TakeBack, TakeIn
from testimonies.recordings.lines.forms import ADD, AUTOSAVE, SAVE, VERBS, Lines, token_of
from testimonies.recordings.opened import Opened
from testimonies.recordings.rules import Span

ON_A_PAGE = 40
PAGE = "admin:testimonies_submission_recording_lines"
#: Who comes to each decision at all; the action asks again.
MAY = {
    "propose": policies.may_write,
    "approve": policies.may_take_back,
    "take-back": policies.may_take_back,
    "read-again": policies.may_read_again,
}


@require_http_methods(["GET", "POST"])
def lines(request: HttpRequest, reference: str, paper: UUID, transcript: UUID) -> HttpResponse:
    here = opened.a_transcript(request, reference, paper, transcript)
    if request.method == "POST":
        return _written(request, here)
    return _page(request, here)


@opened.with_a_file
def take_in(request: HttpRequest, reference: str, paper: UUID, transcript: UUID) -> HttpResponse:
    here = opened.a_transcript(request, reference, paper, transcript, to_write=True)
    form = TakeIn(request.POST, request.FILES, is_empty=not here.transcript.segments.exists())
    if form.is_valid():
        try:
            recordings.replace_all(here.transcript.pk, form.cleaned_data["file"], by=here.user)
        except Refusal as no:
            form.add_error("file", str(no))
        else:
            messages.success(request, _("What the file says stands here now."))
            return redirect(here.address(PAGE))
    return _page(request, here, take_in=form)


@require_GET
def file(request: HttpRequest, reference: str, paper: UUID, transcript: UUID) -> HttpResponse:
    here = opened.a_transcript(request, reference, paper, transcript)
    said = webvtt.write(queries.cues_of(here.transcript))
    name = f"{reference}-{here.transcript.version}-{here.transcript.language}.vtt"
    custody.record(
        "recording.handed_out", here.recording, by=here.user, version=here.transcript.version
    )
    return opened.as_file(said, name)


@require_POST
def decide(
    request: HttpRequest, reference: str, paper: UUID, transcript: UUID, verb: str
) -> HttpResponse:
    """Propose, agree, take back, say that it was read again."""
    here = opened.a_transcript(request, reference, paper, transcript)
    if not MAY[verb](here.user):
        raise PermissionDenied
    form = TakeBack(request.POST)
    try:
        match verb:
            case "propose":
                recordings.propose(here.transcript.pk, by=here.user, seen=_revision(request))
                done = _("Proposed. Somebody else listens, and decides.")
            case "approve":
                shown = request.POST.get("seen", "")
                recordings.approve(here.transcript.pk, by=here.user, seen=shown)
                done = _(
                    "Agreed. It is shown as far as consent allows and the testimony is public."
                )
            case "read-again":
                done = _read_again(request, here)
            case _other:
                if not form.is_valid():
                    return _page(request, here, taking_back=form)
                recordings.take_back(here.transcript.pk, by=here.user, **form.cleaned_data)
                done = _("Taken back. Nobody outside sees it now.")
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, done)
    return redirect(here.address(PAGE))


def _read_again(request: HttpRequest, here: Opened) -> str:
    as_read = seen.read(request.POST.get("as_read"))
    recordings.read_again(here.transcript.pk, by=here.user, seen=as_read)
    return _("Thank you. It goes again where its recording goes.")


def _revision(request: HttpRequest) -> int:
    """None that there is, of a page that says nothing of it."""
    said = request.POST.get("seen", "")
    return int(said) if re.fullmatch(r"[0-9]{1,9}", said) else -1


def _written(request: HttpRequest, here: Opened) -> HttpResponse:
    verb, _colon, key = request.POST.get("do", SAVE).partition(":")
    form = Lines.sent(request.POST)
    if verb not in VERBS or (key and key not in form.keys):
        verb, key = SAVE, ""
    if not form.is_valid():
        return _refused(request, here, form, verb)
    if verb == SAVE and form.has_new:
        verb = ADD
    if form.asks_for_more(verb):
        return _refused(request, here, form, verb)
    try:
        saved = recordings.save(
            here.transcript.pk, form.lines(verb, key), by=here.user, then=form.then(verb, key)
        )
    except ChangedMeanwhile as no:
        form.add_error(None, str(no))
        return _refused(request, here, form, verb, changed=no.lines)
    except Refusal as no:
        form.add_error(None, str(no))
        return _refused(request, here, form, verb)
    if verb == AUTOSAVE:
        return JsonResponse({"seen": _tokens(saved, form.lines(verb, key))})
    messages.success(request, _("Saved."))
    return redirect(_back_to(request, here, form, key))


def _refused(
    request: HttpRequest,
    here: Opened,
    form: Lines,
    verb: str,
    changed: Iterable[UUID] = (),
) -> HttpResponse:
    """With everything that was typed; the script is told in one sentence."""
    if verb == AUTOSAVE:
        first = next(iter(form.errors.values()))[0]
        return JsonResponse({"said": str(first)}, status=409)
    return _page(request, here, form=form, changed=changed)


def _tokens(transcript: Transcript, lines: Iterable[Line]) -> dict[str, str]:
    """SECURITY: of their own lines only, or the next saving would write over somebody else's."""
    own = transcript.segments.filter(uuid__in=[line.segment for line in lines])
    return {each.uuid.hex: token_of(each) for each in own}


def _back_to(request: HttpRequest, here: Opened, form: Lines, key: str) -> str:
    """The same lines, with the player where it stood."""
    at = form.cleaned_data["moment"]
    asked = {"page": request.GET.get("page", ""), "at": "" if at is None else str(at)}
    query = urlencode({name: said for name, said in asked.items() if said.isdecimal()})
    place = f"#line-{key}" if key else ""
    return f"{here.address(PAGE)}{'?' if query else ''}{query}{place}"


def _page(
    request: HttpRequest,
    here: Opened,
    *,
    form: Lines | None = None,
    changed: Iterable[UUID] = (),
    take_in: TakeIn | None = None,
    taking_back: TakeBack | None = None,
) -> HttpResponse:
    custody.record("recording.viewed", here.recording, by=here.user)
    transcript = here.transcript
    pages = Paginator(transcript.segments.order_by("start_ms"), ON_A_PAGE)
    page = pages.get_page(request.GET.get("page"))
    shown = form or Lines.showing(page.object_list)
    there = {each.uuid.hex: each for each in transcript.segments.all()}
    context: dict[str, Any] = here.context(request) | {
        "heading": capfirst(
            f"{transcript.get_version_display()} ({here.language_of(transcript)})"
        ),
        "transcript": transcript,
        "page_of_lines": page,
        "form": form or take_in or taking_back,
        "lines": shown,
        "rows": list(
            shown.rows(
                there,
                _beside(transcript, there, shown.keys),
                earlier.numbers_of(UUID(hex=key) for key in shown.keys),
                [each.hex for each in changed],
            )
        ),
        "has_earlier": transcript.earlier_lines.exists(),
        "is_something_gone": any(each not in there for each in shown.keys),
        "take_in": take_in or TakeIn(is_empty=not there),
        "taking_back": taking_back or TakeBack(),
        "is_open": transcript.state == Stage.WRITING,
        "may_write": policies.may_write(here.user) and transcript.state == Stage.WRITING,
        "may_approve": policies.may_approve(here.user, transcript),
        "may_take_back": policies.may_take_back(here.user),
        "leaves": _leaving(transcript),
        "stays": 0,
        "is_outdated": queries.is_outdated(transcript),
        "is_behind": queries.is_behind_its_case(transcript),
        "may_read_again": policies.may_read_again(here.user),
        "as_read": queries.as_read(transcript),
        "stands_as": queries.stands_as(transcript),
        "chapters": _index_leaving(transcript),
        "at": request.GET.get("at", ""),
        "address": reverse(PAGE, kwargs=here.place()),
    }
    context["stays"] = len(there) - len(context["leaves"])
    return TemplateResponse(request, "testimonies/recordings/lines.html", context)


def _leaving(transcript: Transcript) -> list[webvtt.Cue]:
    if transcript.state == Stage.WRITING:
        return []
    return queries.as_it_would_leave(transcript)


def _index_leaving(transcript: Transcript) -> list[tuple[webvtt.Chapter, int]]:
    if transcript.state == Stage.WRITING:
        return []
    return queries.index_as_it_would_leave(transcript.recording)


def _beside(
    transcript: Transcript, there: dict[str, Segment], keys: Iterable[str]
) -> dict[str, str]:
    shown = [there[key] for key in keys if key in there]
    spans = [Span(each.start_ms, each.end_ms) for each in shown]
    said = queries.said_beside(transcript, spans)
    return {each.uuid.hex: words for each, words in zip(shown, said, strict=True)}
