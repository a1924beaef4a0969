"""What somebody allows, item by item: read, changed with its effects said before, and listed."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.intake.asking import PageForm
from testimonies.intake.consent import actions as consent
from testimonies.intake.consent import allowed, asked, effects, queries
from testimonies.intake.consent.actions import ChangedMeanwhile, Shown
from testimonies.intake.guard import asks_for_code
from testimonies.intake.handing_over import policies as handing_over
from testimonies.intake.inbox import queries as inbox
from testimonies.intake.questionnaire import Page, digest
from testimonies.models import ConsentRecord, Submission


def overview(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    """Everything that is allowed now, each with the way to change it."""
    submission = inbox.submission_of(request, handle, reference)
    page = {
        "case": submission.case,
        "submission": submission,
        "record": queries.current(submission),
        "pages": queries.pages(submission),
        "stays": handing_over.stays_as_it_is(submission),
    }
    return render(request, "testimonies/intake/consent/overview.html", page)


def earlier(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    submission = inbox.submission_of(request, handle, reference)
    page = {
        "case": submission.case,
        "submission": submission,
        "versions": queries.earlier(submission),
    }
    return render(request, "testimonies/intake/consent/earlier.html", page)


@asks_for_code
def change(request: HttpRequest, handle: str, reference: str, page: str) -> HttpResponse:
    """Asks as in the beginning; then says what it does; then does it."""
    submission = inbox.submission_of(request, handle, reference)
    asked_page, record = asked.page_of(submission, page), queries.current(submission)
    if asked_page is None or record.withdrawn_at is not None:
        raise Http404
    try:
        handing_over.must_be_free_to_change(submission)
    except Refusal as refusal:
        notices.error(request, str(refusal))
        return _back(submission)
    about, now_allowed = asked.circumstances(submission), allowed.of(record)
    if request.method != "POST":
        typed = asked.typed_of(asked_page, now_allowed, about)
        return _ask(request, record, asked_page, asked_page.form(typed, about=about, quiet=True))
    form = asked_page.form(asked_page.form.take(request.POST), about=about)
    if not form.is_valid() or "again" in request.POST:
        return _ask(request, record, asked_page, form)
    if "sure" in request.POST:
        return _do(request, record, asked_page, form)
    if asked.allowed_by(asked_page, form, now_allowed) == now_allowed:
        notices.success(request, _("That is what you allow already. Nothing was changed."))
        return _back(submission)
    return _explain(request, record, asked_page, form)


def _do(request: HttpRequest, record: ConsentRecord, page: Page, form: PageForm) -> HttpResponse:
    submission = record.submission
    after = asked.allowed_by(page, form, allowed.of(record))
    try:
        consent.change(submission.pk, after, _shown(submission, page), seen=inbox.seen_in(request))
    except ChangedMeanwhile:
        return _explain(request, queries.current(submission), page, form)
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(request, _("It has been changed, and holds from now on."))
    return _back(submission)


def _ask(request: HttpRequest, record: ConsentRecord, page: Page, form: PageForm) -> HttpResponse:
    voice = form.about.voice
    shown = {
        "case": record.submission.case,
        "submission": record.submission,
        "title": page.title(voice),
        "form": form,
        "seen": record.version,
    }
    return render(request, "testimonies/intake/consent/change.html", shown)


def _explain(
    request: HttpRequest, record: ConsentRecord, page: Page, form: PageForm
) -> HttpResponse:
    """What it does. Where somebody else was faster, what they changed stands above it."""
    submission, before = record.submission, allowed.of(record)
    after = asked.allowed_by(page, form, before)
    seen = submission.consents.filter(version=inbox.seen_in(request)).first()
    is_late = seen is None or seen.version != record.version
    shown = {
        "case": submission.case,
        "submission": submission,
        "typed": [
            (name, value)
            for name, values in page.form.take(request.POST).items()
            for value in values
        ],
        "changes": queries.changes(submission, before, after),
        "effects": effects.of_change(record, after),
        "seen": record.version,
        "is_late": is_late,
        "others": queries.changes(submission, allowed.of(seen), before) if seen else [],
    }
    status = HTTPStatus.CONFLICT if is_late else HTTPStatus.OK
    return render(request, "testimonies/intake/consent/explain.html", shown, status=status)


def _shown(submission: Submission, page: Page) -> Shown:
    language = get_language() or submission.language
    words = asked.questionnaire_of(submission).schema[language][page.key]
    return Shown(language, digest({page.key: words}))


def _back(submission: Submission) -> HttpResponse:
    return redirect("testimonies:case-consent", submission.case.handle, submission.reference)
