"""The screen on which one submission is read and decided. Mounted by the admin."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import User
from testimonies.care import queries as care
from testimonies.care import topics
from testimonies.claims.warnings import queries as warnings
from testimonies.correspondence.posting import rules as posting
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import actions as evidence
from testimonies.evidence import in_part
from testimonies.flags import queries as flags
from testimonies.history.gazetteer import Gazetteer
from testimonies.intake import answered
from testimonies.intake.transcribing.rules import count_marks
from testimonies.letters.queries import safe_address
from testimonies.models import Submission, Submitter
from testimonies.models.evidence import FileRole
from testimonies.models.redaction import OPEN, Stage
from testimonies.redactions import policies as redactions
from testimonies.restraints import queries as restraints
from testimonies.review import case_file, clock, policies, queries
from testimonies.review.absence import queries as absences
from testimonies.review.deciding import actions as deciding
from testimonies.review.explanations import views as explanations
from testimonies.review.messages import actions as written
from testimonies.review.taking import policies as taking
from testimonies.review.taking_verbs import KEEP_AWAY
from testimonies.review.verb import Verb
from testimonies.review.verbs import VERBS, offered

EXTENSIONS = {
    "image/jpeg": ".jpg",
    "application/pdf": ".pdf",
    "audio/webm": ".weba",
    "video/webm": ".webm",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
}
SHOWN_BY_BROWSERS = set(EXTENSIONS) - {"application/pdf"}


@require_GET
def screen(request: HttpRequest, reference: str) -> HttpResponse:
    return _screen(request, _submission(request, reference))


@require_POST
def act(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    submission = _submission(request, reference)
    user, verb = _staff(request), VERBS[slug]
    if not verb.may(user, submission):
        raise PermissionDenied
    form = verb.form(request.POST, prefix=slug)
    if not form.is_valid():
        return _again(request, submission, verb, form)
    act = partial(verb.act, submission, user, form.cleaned_data)
    try:
        if verb.decides:
            deciding.decide(submission, act, by=user, seen=request.POST.get("seen", ""))
        else:
            act()
    except Refusal as no:
        form.add_error(None, str(no))
        return _again(request, _submission(request, reference), verb, form)
    messages.success(request, str(verb.done))
    if not Submission.objects.visible_to(user).filter(pk=submission.pk).exists():
        return redirect("admin:testimonies_submission_changelist")  # who keeps away from it now
    return redirect("admin:testimonies_submission_screen", reference)


@require_GET
def paper(
    request: HttpRequest, reference: str, paper: UUID, role: FileRole = FileRole.ACCESS
) -> HttpResponseBase:
    """The clean copy of one file. The original never leaves the storage by this door.

    Whoever does not decide sees of a covered paper the covered copy, and small ones are covered.
    """
    submission = _submission(request, reference)
    if not request.user.has_perm("testimonies.view_evidence"):
        raise PermissionDenied
    user = _staff(request)
    found = get_object_or_404(queries.papers_of(submission), uuid=paper, removed_at=None)
    role = redactions.role_for(user, found, role)
    try:
        copy = evidence.hand_out(found.uuid, by=user, role=role, is_part=in_part.is_asked(request))
    except Refusal as no:
        raise Http404(str(no)) from no
    name = f"{reference}-{found.pk}{EXTENSIONS.get(copy.type, '')}"
    return in_part.answer(request, copy, name=name, is_shown=copy.type in SHOWN_BY_BROWSERS)


@require_POST
def set_aside(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    submission = _submission(request, reference)
    if not policies.may_set_aside(_staff(request), submission):
        raise PermissionDenied
    found = get_object_or_404(queries.papers_of(submission), uuid=paper)
    try:
        evidence.set_aside(found.pk, by=_staff(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        messages.success(request, _("The infected file has been set aside."))
    return redirect("admin:testimonies_submission_screen", reference)


@require_POST
def read_paper(request: HttpRequest, reference: str, paper: UUID) -> HttpResponse:
    """A paper that came after handing in: two people say that it may be used."""
    submission = _submission(request, reference)
    if not policies.may_read_later_paper(_staff(request), submission):
        raise PermissionDenied
    found = get_object_or_404(queries.papers_of(submission), uuid=paper)
    try:
        read = evidence.read_later(found.pk, by=_staff(request))
    except Refusal as no:
        messages.error(request, str(no))
    else:
        waits = _("You have read it. Somebody else must read it too.")
        done = _("Two people have read it: it is used as its consent allows.")
        messages.success(request, waits if read.is_waiting else done)
    return redirect("admin:testimonies_submission_screen", reference)


def _warnings(submission: Submission, user: User) -> list[warnings.Warning]:
    return warnings.of(submission.claim, reader=user) if hasattr(submission, "claim") else []


def _again(request: HttpRequest, submission: Submission, verb: Verb, form: Form) -> HttpResponse:
    """With what was typed: beside the submission, or where the letter is read."""
    if verb.choice is not None:
        return explanations.page(request, submission, verb, form)
    return _screen(request, submission, verb, form)


def _screen(
    request: HttpRequest,
    submission: Submission,
    verb: Verb | None = None,
    form: Form | None = None,
) -> HttpResponse:
    """Every look leaves its own line, outside any transaction: it stays when the act fails."""
    user = _staff(request)
    opened = queries.opened_lately([submission.reference], other_than=user)
    custody.record(queries.LOOKED, submission, by=user)
    context = admin.site.each_context(request) | _context(submission, user)
    buttons = _buttons(submission, user, verb, form)
    written.read(submission.case_id, by=user)
    context |= {
        "title": submission.reference,
        "opened": opened.get(submission.reference),
        "failed": form,
        "buttons": buttons,
        "has_nothing_to_do": not any(each != KEEP_AWAY for each, _form in buttons),
    }
    return TemplateResponse(request, "testimonies/review/screen.html", context)


def _context(submission: Submission, user: User) -> dict[str, Any]:
    mentions = submission.mentions.prefetch_related(*case_file.WITH).order_by("id")
    gazetteer = Gazetteer()
    covering = submission.redactions.exclude(state=Stage.LIFTED).values_list("state", flat=True)
    states = list(covering)
    submitter = Submitter.objects.filter(case_id=submission.case_id).first()
    thread = list(submission.case.messages.select_related("by", "submission").order_by("at", "id"))
    seen = Submission.objects.visible_to(user).only("reference")
    way = care.own_way(user)
    return {
        "own_way": way,
        "pause": care.pause_for(user, way),
        "topics": sorted(topics.of([submission.pk], reader=user).get(submission.pk, ())),
        "submission": submission,
        "state": case_file.state_of(submission),
        "open_flags": flags.how_many_open(submission),
        "restrained": restraints.kinds(submission.case_id),
        "in_hand": submission.queued,
        "away_until": _away_until(submission),
        "standing": _standing(submission),
        "is_in_other_hands": taking.is_in_other_hands(user, submission),
        "testimony": getattr(submission, "testimony", None),
        "claim": getattr(submission, "claim", None),
        "assessments": case_file.assessments(submission),
        "warnings": _warnings(submission, user),
        "items": case_file.items(submission),
        "awards": case_file.awards(submission),
        "answered": answered.of(submission, with_reach=False),
        "marks": count_marks(submission.answers) if submission.entered_by_id else 0,
        "persons": [case_file.person(mention, gazetteer) for mention in mentions],
        "papers": case_file.papers(queries.papers_of(submission)),
        "consent": queries.consent_of(submission),
        "submitter": submitter,
        "is_mailed": bool(safe_address(submission.case)) or posting.goes_by_post(submitter),
        "thread": [said for said in thread if not said.is_internal],
        "notes": [said for said in thread if said.is_internal],
        "told_first": seen.filter(duplicates__submission=submission).first(),
        "told_again": seen.filter(testimony__duplicate_of=submission).order_by("pk"),
        "clock": clock.of(submission, at=now()),
        "siblings": submission.case.submissions.exclude(pk=submission.pk).order_by("id"),
        "lines": queries.lines_of(submission),
        "covered": len(states),
        "to_be_covered": any(state in OPEN for state in states),
        "may_open_seal": user.has_perm(policies.OPEN_SEAL) and policies.has_seal(submission),
        "may_open_files": user.has_perm("testimonies.view_evidence"),
        "may_read_recordings": redactions.may_cover(user),
        "may_set_aside": policies.may_set_aside(user, submission),
        "may_read_papers": policies.may_read_later_paper(user, submission),
    }


def _buttons(
    submission: Submission, user: User, failed: Verb | None, form: Form | None
) -> list[tuple[Verb, Form]]:
    verbs = list(offered(submission, user))
    if failed is not None and failed not in verbs:
        verbs.insert(0, failed)  # what was typed stays on the page, even if it no longer fits
    return [(verb, form if form and verb == failed else _at_first(verb)) for verb in verbs]


def _at_first(verb: Verb) -> Form:
    """What goes on to a letter is asked for by an address, and its fields have plain names."""
    return verb.at_first() if verb.choice else verb.at_first(prefix=verb.slug)


def _away_until(submission: Submission) -> date | None:
    holder = submission.queued.assignee_id
    return absences.away_until([holder]).get(holder) if holder else None


def _standing(submission: Submission) -> str:
    thing = getattr(submission, "testimony", None) or getattr(submission, "claim", None)
    return thing.stands_as if thing else ""


def _submission(request: HttpRequest, reference: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related(
        "case", "testimony", "claim", "questionnaire", "entered_by", "queued__assignee"
    )
    return get_object_or_404(found.defer("questionnaire__schema"), reference=reference)


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
