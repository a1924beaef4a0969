"""All letters and calls of a case beside it, and what of them waits. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin
from django.contrib import messages as notices
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from testimonies.correspondence import queries
from testimonies.correspondence.calls import actions as calls
from testimonies.correspondence.calls.forms import Note
from testimonies.correspondence.posting import queries as posting
from testimonies.correspondence.posting.kinds import name_of
from testimonies.correspondence.reminders import actions as reminders
from testimonies.correspondence.requests.answers import queries as answers
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.intake.handing_over import queries as hands
from testimonies.letters.queries import safe_address
from testimonies.models import ArchiveRequest, Call, PaperLetter, Reminder, Submission
from testimonies.review import beside, policies
from testimonies.review.messages import actions as messages
from testimonies.review.queries import LOOKED

PAGE = "admin:testimonies_submission_correspondence"
READ, WRITE = "testimonies.view_submission", "testimonies.answer_message"


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Of the whole desk; names nobody."""
    user = beside.staff(request)
    if not user.has_perm(READ):
        raise PermissionDenied
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Messages and calls"),
        "waiting": queries.waiting(user),
        "may": user.has_perm(WRITE),
    }
    return TemplateResponse(request, "testimonies/correspondence/waiting.html", context)


@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, beside.seen(request, reference))


@require_POST
def note_call(request: HttpRequest, reference: str) -> HttpResponse:
    user, submission = beside.opened(request, reference, WRITE)
    form = Note(request.POST, earlier=_calls(submission))
    if not form.is_valid():
        return _page(request, submission, form)
    try:
        calls.note(submission.pk, form.as_said(), by=user)
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, submission, form)
    notices.success(request, _("The call is written down."))
    return redirect(PAGE, reference)


@require_POST
def follow_up(request: HttpRequest, reference: str, call: UUID) -> HttpResponse:
    user, submission = beside.opened(request, reference, WRITE)
    found = get_object_or_404(Call, submission__case=submission.case_id, uuid=call)
    calls.follow_up(found.pk, by=user)
    notices.success(request, _("Nobody waits for that any more."))
    return redirect(PAGE, reference)


@require_POST
def look_after(request: HttpRequest, reference: str) -> HttpResponse:
    """Whatever of its questions waits for a person: somebody has looked after it."""
    user, submission = beside.opened(request, reference, WRITE)
    for each in Reminder.objects.tasks().filter(submission=submission):
        reminders.look_after(each.pk, by=user)
    notices.success(request, _("Nobody waits for that any more."))
    return redirect(PAGE, reference)


def _page(
    request: HttpRequest, submission: Submission, failed: Note | None = None
) -> HttpResponse:
    user, noted = beside.staff(request), _calls(submission)
    custody.record(LOOKED, submission, by=user)
    unread = list(_unread(submission))
    form = failed or Note(earlier=noted)
    context = beside.page(request, submission, form, _("Letters and calls")) | {
        "calls": noted,
        "since": hands.since(submission.case),
        "paper": [(letter, name_of(letter.kind)) for letter in _on_paper(submission)],
        "requests": _requests(submission),
        "reminders": submission.reminders.select_related("seen_by").order_by("-at"),
        "is_silent": Reminder.objects.tasks().filter(submission=submission).exists(),
        "unread": unread,
        "may": policies.may_write(user, submission),
        "may_post": user.has_perm("testimonies.view_paperletter"),
        "is_mailed": bool(safe_address(submission.case)),
        "is_posted": posting.is_posted_to(submission.case),
    }
    answer = TemplateResponse(request, "testimonies/correspondence/page.html", context)
    messages.read(unread, by=user)
    return answer


def _on_paper(submission: Submission) -> Iterable[PaperLetter]:
    return PaperLetter.objects.filter(submission__case=submission.case_id).order_by("-pk")


def _requests(submission: Submission) -> Iterable[ArchiveRequest]:
    own = ArchiveRequest.objects.filter(submission__case=submission.case_id)
    return own.prefetch_related(Prefetch("answers", answers.in_order())).order_by("-pk")


def _unread(submission: Submission) -> Any:
    return submission.case.messages.filter(by=None, read_at=None).order_by("at", "id")


def _calls(submission: Submission) -> list[Call]:
    own = Call.objects.filter(submission__case=submission.case_id)
    return list(
        own.select_related("by", "followed_up_by", "corrects").order_by("-called_at", "-pk")
    )
