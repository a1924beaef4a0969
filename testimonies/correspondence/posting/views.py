"""The letters that wait to be printed and posted. Mounted by the admin; names nobody."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.correspondence.posting import actions as posting
from testimonies.correspondence.posting import document
from testimonies.correspondence.posting.forms import ToPost, ToPrint
from testimonies.errors import Refusal
from testimonies.models import PaperLetter
from testimonies.models.paper_letter import PaperLetterQuerySet, State
from testimonies.review import beside

PAGE = "admin:testimonies_paperletter_changelist"
VIEW, POST = "testimonies.view_paperletter", "testimonies.post_letter"
#: As many as one prints at once.
MOST_SHOWN = 100
#: What is printed of letters that were printed before, and what prints addresses alone.
OF_PRINTED, LABELS = ("again", "labels-again"), ("labels", "labels-again")


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    return _queue(request)


def _print(request: HttpRequest) -> HttpResponse:
    """Letters, or their address labels, as one PDF."""
    user = _who_may(request)
    act = request.POST.get("act", "")
    is_again = act in OF_PRINTED
    own = _own(user).to_post() if is_again else _to_print(request, user)
    make = ToPost if is_again else ToPrint
    form = make(request.POST, offered=own[:MOST_SHOWN])
    if not form.is_valid():
        return _queue(request, form)
    chosen = form.cleaned_data["letters"]
    try:
        if act in LABELS:
            printed = posting.print_labels(chosen, by=user)
            start = form.cleaned_data.get("start") or 1
            content = document.labels(printed.letters, start=start, at=now())
        else:
            printed = posting.print_letters(chosen, by=user, again=is_again)
            content = document.letters(printed.letters, at=now())
    except Refusal as no:
        form.add_error(None, str(no))
        return _queue(request, form)
    _say_what_was_left_out(request, printed.left_out)
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="letters-{localdate().isoformat()}.pdf"'
    return response


@require_POST
def posted(request: HttpRequest) -> HttpResponse:
    user = _who_may(request)
    form = ToPost(request.POST, offered=_own(user).to_post()[:MOST_SHOWN])
    if not form.is_valid():
        return _queue(request, form)
    on = form.cleaned_data["on"] or localdate()
    try:
        left_out = posting.post(form.cleaned_data["letters"], on=on, by=user)
    except Refusal as no:
        form.add_error(None, str(no))
        return _queue(request, form)
    _say_what_was_left_out(request, left_out)
    messages.success(request, _("They are posted."))
    return redirect(PAGE)


def _queue(request: HttpRequest, failed: ToPrint | ToPost | None = None) -> HttpResponse:
    user = beside.staff(request)
    if not user.has_perm(VIEW):
        raise PermissionDenied
    own = _own(user)
    to_print = _to_print(request, user)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Letters by post"),
        "form": failed,
        "to_print": failed
        if isinstance(failed, ToPrint)
        else ToPrint(offered=to_print[:MOST_SHOWN]),
        "to_post": failed
        if isinstance(failed, ToPost)
        else ToPost(offered=own.to_post()[:MOST_SHOWN]),
        "waiting": to_print.count(),
        "printed": own.to_post().count(),
        "came_back": list(own.back()),
        "posted": _own(user).filter(state=State.POSTED).order_by("-posted_on", "-pk")[:20],
        "languages": _languages(own),
        "language": _language(request),
        "may": user.has_perm(POST),
    }
    return TemplateResponse(request, "testimonies/correspondence/queue.html", context)


def _own(user: User) -> PaperLetterQuerySet:
    """The oldest first."""
    return (
        PaperLetter.objects.visible_to(user)
        .select_related("submission__case", "request", "posted_by")
        .order_by("written_at", "pk")
    )


def _to_print(request: HttpRequest, user: User) -> PaperLetterQuerySet:
    """Of the language that the list is narrowed to, also when its form is sent."""
    waiting, language = _own(user).to_print(), _language(request)
    return waiting.filter(language=language) if language else waiting


def _language(request: HttpRequest) -> str:
    """A form sends it in itself: an address with a question is not resumed after a login."""
    return request.POST.get("language") or request.GET.get("language", "")


def _languages(own: PaperLetterQuerySet) -> Sequence[str]:
    return sorted(set(own.to_print().values_list("language", flat=True)))


def _say_what_was_left_out(request: HttpRequest, left_out: Iterable[tuple[str, str]]) -> None:
    for reference, why in left_out:
        said = _("%(reference)s was left out: %(why)s.")
        messages.warning(request, said % {"reference": reference, "why": why})


def _who_may(request: HttpRequest) -> User:
    user = beside.staff(request)
    if not user.has_perm(POST):
        raise PermissionDenied
    return user


#: Names and addresses come out: a login of the last minutes, as for the vault.
print_chosen: Callable[..., HttpResponse] = require_POST(reauthentication_required(_print))
