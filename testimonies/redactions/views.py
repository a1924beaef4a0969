"""The pages on which words and papers of a case are covered. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies import nudge, tasks
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Redaction, Submission
from testimonies.models.redaction import Stage
from testimonies.redactions import actions as redactions
from testimonies.redactions import answers, policies, shown
from testimonies.redactions.forms import CoverWords, Lift
from testimonies.review import queries as review

LOOKED = "redaction.viewed"
PAGE = "admin:testimonies_submission_redactions"
#: What is said when somebody has decided.
DONE = {
    Stage.APPLIED: gettext_lazy("It is covered now, wherever it leaves."),
    Stage.APPROVED: gettext_lazy("Agreed. The covered copy is being made."),
}


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    """`view` is the admin's own door."""
    place, name = "<str:reference>/redactions/", "testimonies_submission_redactions"
    acts = {"approve": approve, "lift": lift, "keep": keep, "again": again}
    return [
        path(place, view(page), name=name),
        path(f"{place}words/", view(cover_words), name=f"{name}_words"),
        path(f"{place}<uuid:redaction>/", view(one), name=f"{name}_one"),
        *(
            path(f"{place}<uuid:redaction>/{verb}/", view(act), name=f"{name}_{verb}")
            for verb, act in acts.items()
        ),
    ]


@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    return _page(request, submission_of(request, reference))


@require_GET
def one(request: HttpRequest, reference: str, redaction: UUID) -> HttpResponse:
    """Where it stands among the others. Whoever follows the address of a button comes by here."""
    found = _redaction(request, reference, redaction)
    return redirect(f"{reverse(PAGE, args=[reference])}#redaction-{found.uuid}")


@require_POST
def cover_words(request: HttpRequest, reference: str) -> HttpResponse:
    user = decider(request)
    submission = submission_of(request, reference)
    form = CoverWords(request.POST, answers=answers.of(submission))
    if not form.is_valid():
        return _page(request, submission, form)
    try:
        redactions.propose_words(submission.pk, form.said(), by=user)
    except Refusal as no:
        form.add_error("words", str(no))
        return _page(request, submission, form)
    messages.success(request, _("Proposed. Somebody else decides, and until then nothing leaves."))
    return redirect(PAGE, reference)


@require_POST
def approve(request: HttpRequest, reference: str, redaction: UUID) -> HttpResponse:
    user, found = decider(request), _redaction(request, reference, redaction)
    try:
        agreed = redactions.approve(found.pk, by=user)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        if agreed.evidence_id:
            nudge.after_commit(tasks.make_covered_copy, agreed.evidence_id)
        messages.success(request, str(DONE[Stage(agreed.state)]))
    return redirect(PAGE, reference)


@require_POST
def lift(request: HttpRequest, reference: str, redaction: UUID) -> HttpResponse:
    user, found = decider(request), _redaction(request, reference, redaction)
    form = Lift(request.POST, prefix=str(found.uuid))
    if not form.is_valid():
        return _page(request, found.submission, form, about=found)
    try:
        lifted = redactions.lift(found.pk, by=user, reason=form.cleaned_data["reason"])
    except Refusal as no:
        messages.error(request, str(no))
        return redirect(PAGE, reference)
    if lifted.state == Stage.LIFTED:
        if lifted.evidence_id:
            nudge.after_commit(tasks.make_covered_copy, lifted.evidence_id)
        messages.success(request, _("It is not to be covered any more."))
    else:
        messages.success(request, _("Asked. It stays covered until somebody else agrees."))
    return redirect(PAGE, reference)


@require_POST
def keep(request: HttpRequest, reference: str, redaction: UUID) -> HttpResponse:
    user, found = decider(request), _redaction(request, reference, redaction)
    try:
        redactions.keep(found.pk, by=user)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("It stays covered."))
    return redirect(PAGE, reference)


@require_POST
def again(request: HttpRequest, reference: str, redaction: UUID) -> HttpResponse:
    user, found = decider(request), _redaction(request, reference, redaction)
    try:
        paper = redactions.try_again(found.pk, by=user)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        nudge.after_commit(tasks.make_covered_copy, paper.pk)
        messages.success(request, _("The covered copy is being made again."))
    return redirect(PAGE, reference)


def _page(
    request: HttpRequest,
    submission: Submission,
    failed: Form | None = None,
    *,
    about: Redaction | None = None,
) -> HttpResponse:
    """Every look leaves its own line, outside any transaction."""
    user = staff(request)
    custody.record(LOOKED, submission, by=user)
    marked = shown.answers_of(submission)
    words = (
        failed if isinstance(failed, CoverWords) else CoverWords(answers=answers.of(submission))
    )
    form_of = partial(_lift_form, failed, about)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("What is covered"),
        "heading": _("What is covered"),
        "submission": submission,
        "redactions": [
            (each, form_of(each.redaction)) for each in shown.redactions_of(submission, user)
        ],
        "answers": list(zip(marked, words["question"], strict=True)),
        "papers": shown.papers_of(submission),
        "others_decide": shown.is_hidden_work(submission, user),
        "preview": review.consent_of(submission),
        "form": failed if failed is not None else words,
        "words": words,
        "may_cover": policies.may_cover(user),
    }
    return TemplateResponse(request, "testimonies/redactions/page.html", context)


def _lift_form(failed: Form | None, about: Redaction | None, redaction: Redaction) -> Form:
    if failed is not None and about is not None and about.pk == redaction.pk:
        return failed
    return Lift(prefix=str(redaction.uuid))


def submission_of(request: HttpRequest, reference: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related(
        "case", "testimony", "claim", "questionnaire"
    )
    return get_object_or_404(found.defer("questionnaire__schema"), reference=reference)


def staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user


def decider(request: HttpRequest) -> User:
    user = staff(request)
    if not policies.may_cover(user):
        raise PermissionDenied
    return user


def _redaction(request: HttpRequest, reference: str, redaction: UUID) -> Redaction:
    submission = submission_of(request, reference)
    found = get_object_or_404(submission.redactions.all(), uuid=redaction)
    if not policies.may_see(staff(request), found):
        raise Http404
    return found
