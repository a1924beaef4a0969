"""Saving the answers of a draft on one's own device, and opening such a file again."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages as notices
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from testimonies import limits
from testimonies.errors import Refusal
from testimonies.evidence import size_limit
from testimonies.intake import holding
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import bringing, windows
from testimonies.intake.flow import Flow
from testimonies.intake.guard import for_holder
from testimonies.intake.saved_file import actions as saved_file
from testimonies.intake.saved_file import answers_file
from testimonies.intake.saved_file.answers_file import Saved
from testimonies.intake.saved_file.forms import ChooseFile
from testimonies.models import Draft

#: A button that is pressed twice opens a file once.
AT_ONCE = 10  # seconds
#: In the session: which draft was begun with a file, by the draft from which the file was saved.
BEGUN = "begun-with-a-file"
Flows = dict[str, Flow]


@for_holder
def download(request: HttpRequest, flow: Flow, draft: Draft) -> HttpResponse:
    made = saved_file.save(draft, flow.questionnaire, readme=_readme())
    response = HttpResponse(made, content_type="application/json; charset=utf-8")
    name = f"atmintis-answers-{localdate():%Y-%m-%d}.json"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@csrf_exempt  # the check follows, once it is said how much of a file is read
def open_file(request: HttpRequest, flows: Flows) -> HttpResponse:
    size_limit.take_one_in_memory(request, most=answers_file.MOST_BYTES)
    return _open(request, flows)


@csrf_protect
def _open(request: HttpRequest, flows: Flows) -> HttpResponse:
    if request.method != "POST":
        return _page(request, ChooseFile())
    form = ChooseFile(request.POST, request.FILES)
    is_there = form.is_valid()
    if limits.exceeds(limits.OPEN_FILE, request):
        form.add_error("file", _("Too many attempts from here. Wait an hour, or call us."))
        return _page(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    if size_limit.was_exceeded(request):
        form.errors.clear()
        form.add_error("file", _("This file is too large to be one that this site has saved."))
    elif is_there:
        try:
            saved = answers_file.read(form.cleaned_data["file"].read())
            return _bring_back(request, flows[saved.kind], saved)
        except Refusal as refusal:
            form.add_error("file", str(refusal))
    return _page(request, form)


def _bring_back(request: HttpRequest, flow: Flow, saved: Saved) -> HttpResponse:
    """Into the draft that it came from, or that it began here before; else into a new one."""
    if not limits.first_time("saved-file", saved.id.bytes, seconds=AT_ONCE):
        return redirect("testimonies:case")
    own = _known_here(request, saved)
    if own is not None and own.submitted_at is not None:
        return render(request, "testimonies/intake/handed_in.html", {"case": own.case})
    if own is not None:
        draft = saved_file.bring_back(own.pk, saved, flow.questionnaire)
        _tell(request, draft, saved)
        return redirect(flow.url(draft, "check"))
    if limits.exceeds(limits.DRAFTS, request):
        raise Refusal(_("Too many attempts from here. Wait an hour, or call us."))
    begun = drafts.start(flow.questionnaire, language=request.LANGUAGE_CODE)
    draft = saved_file.bring_back(begun.draft.pk, saved, flow.questionnaire)
    holding.remember(request, draft.case)
    request.session[BEGUN] = {**request.session.get(BEGUN, {}), saved.draft: draft.handle}
    _tell(request, draft, saved)
    response = redirect(flow.url(draft, "code"))
    holding.show_code(request, response, draft.case, begun.code)
    return response


def _known_here(request: HttpRequest, saved: Saved) -> Draft | None:
    """Where this browser may open one, the draft to which the file belongs, handed in or not."""
    handles = {saved.draft, request.session.get(BEGUN, {}).get(saved.draft)}
    drafts_of_it = Draft.objects.of_holder().filter(handle__in=handles, sealed_at=None)
    unfinished_first = F("submitted_at").desc(nulls_first=True)
    found = drafts_of_it.select_related("case").order_by(unfinished_first, "pk")
    return next((draft for draft in found if holding.holds(request, draft.case)), None)


def _tell(request: HttpRequest, draft: Draft, saved: Saved) -> None:
    notices.success(request, _("Your answers are here again."))
    if many := len(windows.pages_beside(draft.answers, bringing.FILE)):
        notices.warning(
            request,
            ngettext(
                "On %(number)s page there was something newer. Nothing of it was replaced: what"
                " the file says waits beside it.",
                "On %(number)s pages there was something newer. Nothing of it was replaced: what"
                " the file says waits beside it.",
                many,
            )
            % {"number": many},
        )
    if bringing.unplaced_pages(draft.answers):
        notices.warning(
            request,
            _(
                "The file is older than our questions. What we no longer ask stands on the page"
                " “Check your answers”, and is handed in with the rest."
            ),
        )
    if saved.sealed is None:
        notices.warning(request, _("What was under seal could not be opened any more."))


def _page(request: HttpRequest, form: ChooseFile, *, status: int = 200) -> HttpResponse:
    return render(request, "testimonies/intake/open_file.html", {"form": form}, status=status)


def _readme() -> str:
    return _(
        "These are your answers as you had typed them when you saved this file. Whoever has the"
        " file can read them, so keep it where only you find it. To go on, open the page “Come"
        " back with your code” and choose “Open a saved file”. Please change nothing in the file:"
        " then we could not take it in any more."
    )
