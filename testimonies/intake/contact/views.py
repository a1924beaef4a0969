"""The question how we may reach somebody, asked again on the page of their case."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.intake import queries, questions, reading
from testimonies.intake.asking import PageForm, Typed
from testimonies.intake.circumstances import Circumstances
from testimonies.intake.consent.forms import NO, YES
from testimonies.intake.contact import actions as contact
from testimonies.intake.contact.actions import ChangedMeanwhile
from testimonies.intake.guard import asks_for_code
from testimonies.intake.inbox import queries as inbox
from testimonies.models import Case, Submitter
from testimonies.models.case import Voice

ASKED = questions.CONTACT


@asks_for_code
def change(request: HttpRequest, handle: str) -> HttpResponse:
    case = inbox.case_of(request, handle)
    submitter = Submitter.objects.filter(case=case).first()
    about = _circumstances(case)
    if request.method != "POST":
        form = ASKED.form(_typed_of(submitter), about=about, quiet=True)
        return _ask(request, case, submitter, form)
    form = ASKED.form(ASKED.form.take(request.POST), about=about)
    if not form.is_valid():
        return _ask(request, case, submitter, form)
    said = reading.contact_in(form.cleaned_data)
    language = get_language() or case.language
    try:
        contact.change(case.pk, said, seen=inbox.seen_in(request), language=language)
    except ChangedMeanwhile as meanwhile:
        return _ask(request, case, submitter, form, meanwhile=meanwhile)
    notices.success(request, _("We reach you like this from now on."))
    return redirect(inbox.home_of(case))


def _ask(
    request: HttpRequest,
    case: Case,
    submitter: Submitter | None,
    form: PageForm,
    *,
    meanwhile: ChangedMeanwhile | None = None,
) -> HttpResponse:
    """What was typed stays; what somebody else has kept in the meantime stands above it."""
    kept = ASKED.form(_typed_of(submitter), about=form.about) if meanwhile else None
    page = {
        "case": case,
        "title": ASKED.title(form.about.voice),
        "form": form,
        "seen": submitter.version if submitter else 0,
        "meanwhile": meanwhile,
        "kept": list(kept.in_words()) if kept else [],
    }
    status = HTTPStatus.CONFLICT if meanwhile else HTTPStatus.OK
    return render(request, "testimonies/intake/contact.html", page, status=status)


def _typed_of(submitter: Submitter | None) -> Typed:
    if submitter is None:
        return {}
    details = {key: [value] for key, value in (submitter.contact or {}).items()}
    safe = [YES if submitter.safe_to_contact else NO]
    return {**details, "preference": [submitter.preference], "safe": safe}


def _circumstances(case: Case) -> Circumstances:
    newest = next(iter(inbox.submissions_of(case)), None)
    if newest is None:
        return Circumstances()
    return Circumstances(voice=Voice(newest.voice or queries.voice_of(newest.answers)))
