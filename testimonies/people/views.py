"""Whom a person of a case may be: suggestions, verdicts and the way back. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.history.gazetteer import Gazetteer
from testimonies.models import PersonMention, Submission
from testimonies.models.identity import Verdict
from testimonies.people import actions as people
from testimonies.people import policies, queries, records, sources
from testimonies.people.actions import Said
from testimonies.people.forms import Judgement, TakeBack

LOOKED = "mention.compared"
BUTTONS = (
    (Verdict.SAME, "first"), (Verdict.PROBABLY, ""), (Verdict.POSSIBLY, ""),
    (Verdict.NOT_SAME, "careful"),
)  # fmt: skip


@require_GET
def compare(request: HttpRequest, reference: str, person: UUID) -> HttpResponse:
    return _page(request, _mention(request, reference, person))


@require_POST
def judge(request: HttpRequest, reference: str, person: UUID) -> HttpResponse:
    mention, user = _mention(request, reference, person), _judge(request)
    form = Judgement(request.POST)
    if not form.is_valid():
        return _page(request, mention, form)
    said = form.cleaned_data
    other = get_object_or_404(
        queries.read(PersonMention.objects.without_conflict(user)), uuid=said["other"]
    )
    likeness = queries.likeness_of(mention, other, Gazetteer())
    verdict = Said(Verdict(said["verdict"]), said["words"], likeness)
    try:
        people.judge(mention.pk, other.pk, verdict, by=user)
    except Refusal as no:
        form.add_error(None, str(no))
        return _page(request, mention, form)
    messages.success(request, _("It is written down. You can take it back at any time."))
    return redirect("admin:testimonies_submission_compare", reference, person)


@require_POST
def take_back(request: HttpRequest, reference: str, person: UUID) -> HttpResponse:
    _mention(request, reference, person)
    end(request)
    return redirect("admin:testimonies_submission_compare", reference, person)


def end(request: HttpRequest) -> None:
    """Take back what the form names, here and on the page of a person."""
    user, form = _judge(request), TakeBack(request.POST)
    named = form.cleaned_data["assertion"] if form.is_valid() else None
    try:
        people.take_back(named, by=user)
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("It was taken back."))


def leave_lines(mentions: Iterable[PersonMention], user: User) -> None:
    """One custody line for each source of which something is shown."""
    for mention in mentions:
        source = mention.submission or (mention.row.edition if mention.row else mention)
        custody.record(LOOKED, source, by=user, mention=str(mention.uuid))


def _page(
    request: HttpRequest, mention: PersonMention, failed: Judgement | None = None
) -> HttpResponse:
    user = _staff(request)
    found = queries.suggestions_for(
        mention, records.features_of(mention, Gazetteer()), reader=user
    )
    judged = queries.judged(mention, reader=user)
    shown = [mention, *(each.mention for each in found), *(other for other, _said in judged)]
    leave_lines(shown, user)
    person = queries.person_of(mention)
    context: dict[str, Any] = admin.site.each_context(request) | {
        "title": _("Who this may be"),
        "heading": _("Who this may be"),
        "submission": mention.submission,
        "own": sources.of(mention),
        "person": person,
        "offers": [(sources.offer(mention, each), _form(each, failed)) for each in found],
        "judged": [sources.of(other, said) for other, said in judged],
        "is_waiting": mention.sketched_at is None,
        "form": failed,
        "buttons": BUTTONS,
        "may_judge": policies.may_judge(user),
    }
    return TemplateResponse(request, "testimonies/people/compare.html", context)


def _form(suggestion: queries.Suggestion, failed: Judgement | None) -> Judgement:
    """What was typed stays beside the one whom it was about."""
    other = str(suggestion.mention.uuid)
    if failed is not None and failed.data.get("other") == other:
        return failed
    return Judgement(initial={"other": other}, auto_id=f"id_%s_{other[:8]}")


def _mention(request: HttpRequest, reference: str, person: UUID) -> PersonMention:
    user = _staff(request)
    if not policies.may_see(user):
        raise PermissionDenied
    submission = get_object_or_404(Submission.objects.visible_to(user), reference=reference)
    found = queries.mention_of(submission.pk, person)
    if found is None:
        raise Http404
    return found


def _judge(request: HttpRequest) -> User:
    user = _staff(request)
    if not policies.may_judge(user):
        raise PermissionDenied
    return user


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
