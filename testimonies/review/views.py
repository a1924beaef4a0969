"""The screen on which one submission is read and decided. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Callable
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
from testimonies.history.gazetteer import Gazetteer
from testimonies.intake import answered
from testimonies.intake.answered import Answered
from testimonies.intake.papers.queries import name_of
from testimonies.intake.transcribing.rules import count_marks
from testimonies.letters.queries import address_of
from testimonies.models import Submission
from testimonies.models.evidence import FileRole
from testimonies.models.redaction import OPEN, Stage
from testimonies.redactions import policies as redactions
from testimonies.review import case_file, clock, policies, queries, reading
from testimonies.review.deciding import actions as deciding
from testimonies.review.explanations import views as explanations
from testimonies.review.forms import PassOn
from testimonies.review.messages import actions as written
from testimonies.review.reading import CaseRead
from testimonies.review.taking import policies as taking
from testimonies.review.taking_verbs import KEEP_AWAY
from testimonies.review.undoing import actions as undoing
from testimonies.review.undoing import queries as undone
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
    return _screen(request, reference)


@require_POST
def act(request: HttpRequest, reference: str, slug: str) -> HttpResponse:
    submission = _submission(request, reference)
    user, verb = _staff(request), VERBS[slug]
    if not verb.may(user, submission):
        raise PermissionDenied
    form = _of(submission, user, verb.form(request.POST, prefix=slug))
    if not form.is_valid():
        return _again(request, submission, verb, form)
    act: Callable[[], object] = partial(verb.act, submission, user, form.cleaned_data)
    if verb.can_be_undone:
        said = {name: form[name].value() for name in form.fields}
        act = partial(undoing.keep, submission, act, by=user, verb=slug, said=said)
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


def _warnings(case: CaseRead, user: User) -> list[warnings.Warning]:
    claim = getattr(case.submission, "claim", None)
    return warnings.of(claim, reader=user, mentions=case.mentions) if claim else []


def again(request: HttpRequest, reference: str, verb: Verb, form: Form) -> HttpResponse:
    """The page with the form of a button as somebody filled it in before."""
    return _again(request, _submission(request, reference), verb, form)


def _again(request: HttpRequest, submission: Submission, verb: Verb, form: Form) -> HttpResponse:
    """With what was typed: beside the submission, or where the letter is read."""
    if verb.choice is not None:
        return explanations.page(request, submission, verb, form)
    return _screen(request, submission.reference, verb, form)


def _screen(
    request: HttpRequest, reference: str, verb: Verb | None = None, form: Form | None = None
) -> HttpResponse:
    """Every look leaves its own line, outside any transaction: it stays when the act fails."""
    user = _staff(request)
    submission = reading.submission_of(reference, user)
    custody.record(queries.LOOKED, submission, by=user)
    case = reading.read(submission, user)
    lines = reading.lines_of(case)
    buttons = _buttons(case, user, verb, form)
    context = admin.site.each_context(request) | _context(case, user)
    if any(said.by_id is None and said.read_at is None for said in case.thread):
        written.read(case.thread, by=user)
    context |= {
        "title": reference,
        "open_decision": undone.open_to(submission, user),
        "opened": queries.opened_among(lines, reference, other_than=user),
        "lines": queries.sentences_of(lines),
        "failed": form if form and form.errors else None,
        "buttons": buttons,
        "has_nothing_to_do": not any(each != KEEP_AWAY for each, _form in buttons),
    }
    return TemplateResponse(request, "testimonies/review/screen.html", context)


def _context(case: CaseRead, user: User) -> dict[str, Any]:
    submission, gazetteer = case.submission, Gazetteer()
    persons = [case_file.person(mention, gazetteer) for mention in case.mentions]
    covered = [each.state for each in case.own_redactions if each.state != Stage.LIFTED]
    submitter = getattr(submission.case, "submitter", None)
    first, again = case.relatives_that("first"), case.relatives_that("again")
    way = care.own_way(user)
    return {
        "own_way": way,
        "pause": care.pause_for(user, way),
        "topics": sorted(topics.of([submission.pk], reader=user).get(submission.pk, ())),
        "submission": submission,
        "state": case_file.state_of(submission),
        "open_flags": len(submission.open_flags),
        "restrained": case.circumstances.restrained,
        "in_hand": submission.queued,
        "away_until": next(iter(submission.away_until), None),
        "standing": _standing(submission),
        "is_in_other_hands": taking.is_in_other_hands(user, submission),
        "testimony": getattr(submission, "testimony", None),
        "claim": getattr(submission, "claim", None),
        "assessments": case.assessments,
        "warnings": _warnings(case, user),
        "items": case_file.items(case),
        "awards": case_file.awards(case),
        "answered": _answered(case),
        "marks": count_marks(submission.answers) if submission.entered_by_id else 0,
        "persons": persons,
        "told_of": case_file.told_of(persons),
        "papers": case_file.papers(case.papers),
        "consent": queries.consent_in(case),
        "submitter": submitter,
        "is_mailed": bool(address_of(submitter)) or posting.goes_by_post(submitter),
        "thread": [said for said in case.thread if not said.is_internal],
        "notes": [said for said in case.thread if said.is_internal],
        "told_first": next(iter(first), None),
        "told_again": again,
        "clock": clock.of(submission, at=now()),
        "siblings": case.relatives_that("sibling"),
        "covered": len(covered),
        "to_be_covered": any(state in OPEN for state in covered),
        "may_open_seal": user.has_perm(policies.OPEN_SEAL) and bool(submission.seals),
        "may_open_files": user.has_perm("testimonies.view_evidence"),
        "may_read_recordings": redactions.may_cover(user),
        "may_set_aside": policies.may_set_aside(user, submission),
        "may_read_papers": policies.may_read_later_paper(user, submission),
    }


def _answered(case: CaseRead) -> list[Answered]:
    names = {str(each.uuid): name_of(each) for each in case.evidence}
    names |= {each.code: each.name for each in case.institutions}
    told = [period for mention in case.mentions for period in mention.episodes.all()]
    claimed = [item.episode for item in case.items if item.episode]
    names |= answered.of_periods([*claimed, *told])
    submission = case.submission
    return answered.under(submission.schema, submission, names=names, with_reach=False)


def _buttons(
    case: CaseRead, user: User, failed: Verb | None, form: Form | None
) -> list[tuple[Verb, Form]]:
    verbs = list(offered(case.submission, user, case.consent))
    if failed is not None and failed not in verbs:
        verbs.insert(0, failed)  # what was typed stays on the page, even if it no longer fits
    forms = [form if form and verb == failed else _at_first(verb) for verb in verbs]
    return [
        (verb, _of(case.submission, user, form)) for verb, form in zip(verbs, forms, strict=True)
    ]


def _of(submission: Submission, user: User, form: Form) -> Form:
    if isinstance(form, PassOn):
        form.offer(submission, user)
    return form


def _at_first(verb: Verb) -> Form:
    """What goes on to a letter is asked for by an address, and its fields have plain names."""
    return verb.at_first() if verb.choice else verb.at_first(prefix=verb.slug)


def _standing(submission: Submission) -> str:
    thing = getattr(submission, "testimony", None) or getattr(submission, "claim", None)
    return thing.stands_as if thing else ""


def _submission(request: HttpRequest, reference: str) -> Submission:
    found = Submission.objects.visible_to(request.user).select_related(
        "case",
        "testimony",
        "claim",
        "questionnaire",
        "entered_by",
        "queued__assignee",
        "open_decision",
    )
    return get_object_or_404(found.defer("questionnaire__schema"), reference=reference)


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise Http404
    return request.user
