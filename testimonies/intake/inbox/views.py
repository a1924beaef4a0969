"""A case after the return code: what waits, receipts, messages, taking back."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from testimonies.errors import Refusal
from testimonies.intake import actions as intake
from testimonies.intake import answered, holding
from testimonies.intake.autosave import views as autosave
from testimonies.intake.consent import effects
from testimonies.intake.drafts import windows
from testimonies.intake.guard import asks_for_code
from testimonies.intake.handing_over import policies as handing_over
from testimonies.intake.handing_over import queries as hands
from testimonies.intake.inbox import queries, states
from testimonies.intake.inbox.forms import Write
from testimonies.intake.papers import queries as papers
from testimonies.intake.receipts import document
from testimonies.intake.receipts import queries as receipts
from testimonies.models import Case
from testimonies.restraints import queries as restraints


def cases(request: HttpRequest) -> HttpResponse:
    """The one case of this browser, or the choice among several; without any, the code."""
    held = queries.held_by(request)
    if not held:
        return redirect("testimonies:return")
    if len(held) == 1:
        return redirect(queries.home_of(held[0]))
    return render(request, "testimonies/intake/cases.html", {"cases": held})


def home(request: HttpRequest, handle: str) -> HttpResponse:
    case = queries.case_of(request, handle)
    begun = case.drafts.unfinished().of_holder().order_by("id")
    is_suspended = restraints.is_suspended(case)
    drafts = [(draft, queries.url_of(draft)) for draft in begun]
    waiting, unsettled = queries.waiting_in(case), papers.unsettled_in(case)
    handed_in = [
        queries.HandedIn(
            submission=each,
            state=states.of(
                each, is_suspended=is_suspended, is_to_nobody=each.pk in waiting.to_nobody
            ),
            is_taken_back=(is_over := states.is_taken_back(each)),
            stays=each.pk in waiting.staying,
            papers_waiting=0 if is_over else waiting.papers.get(each.pk, 0),
            is_consent_waiting=each.pk in waiting.consents,
            troubles=[] if is_over else unsettled.troubles.get(each.pk, []),
        )
        for each in queries.submissions_of(case)
    ]
    is_being_read = any(each.state.is_being_read for each in handed_in)
    page: dict[str, Any] = {
        "case": case,
        "drafts": drafts,
        "handed_in": handed_in,
        "left_unsent": unsettled.left_unsent,
        "usual_days": queries.usual_days() if is_being_read else None,
        "unread": queries.unread_in(case),
        "has_claim_draft": any(draft.kind == "claim" for draft, _url in drafts),
        "several_stand": sum(not (each.is_taken_back or each.stays) for each in handed_in) > 1,
    }
    return render(request, "testimonies/intake/case.html", page)


@asks_for_code
def messages(request: HttpRequest, handle: str) -> HttpResponse:
    case = queries.case_of(request, handle)
    if "autosave" in request.POST:
        return _keep_message(request, case)
    form = Write(
        request.POST or None,
        initial={"body": case.unsent_body},
        code_key=bytes(case.code_key),
    )
    if request.method == "POST" and form.is_valid():
        sent = windows.read(request.POST)
        intake.answer(case.pk, form.cleaned_data["body"], sent=sent)
        kept = _("Your message is kept. We read it once you have handed something in.")
        is_read = case.submissions.exists()
        notices.success(request, _("Your message has been sent.") if is_read else kept)
        return redirect("testimonies:case-messages", case.handle)
    thread = list(hands.thread_of(case))
    intake.read_messages(thread)
    page = {
        "case": case,
        "thread": thread,
        "reads_later": not case.submissions.exists(),
        "form": form,
        "window": windows.new(),
        "seen": windows.of_text(case.unsent_body),
    }
    return render(request, "testimonies/intake/messages.html", page)


def _keep_message(request: HttpRequest, case: Case) -> HttpResponse:
    """Sent by a small script while somebody types."""
    try:
        body = request.POST.get("body", "")
        intake.keep_message(case.pk, body, sent=windows.read(request.POST))
    except Refusal as refusal:
        return HttpResponse(str(refusal), autosave.PLAIN, HTTPStatus.CONFLICT)
    return HttpResponse(windows.of_text(body), autosave.PLAIN)


def receipt(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    submission = queries.submission_of(request, handle, reference)
    page = {
        "case": submission.case,
        "submission": submission,
        "receipt": submission.receipt,
        "state": states.of(submission),
        "stays": handing_over.stays_as_it_is(submission),
        "answered": answered.of(submission),
        "code": holding.shown_code(request, submission.case),
        "verify_url": document.verify_url(submission.receipt),
        "signed_words": receipts.word_of(submission.receipt).canonical().decode(),
        "signature": bytes(submission.receipt.signature).hex(),
    }
    return render(request, "testimonies/intake/receipt.html", page)


def receipt_pdf(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    submission = queries.submission_of(request, handle, reference)
    response = HttpResponse(document.pdf(submission.receipt), content_type="application/pdf")
    name = f"receipt-{submission.reference}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def withdraw(request: HttpRequest, handle: str, reference: str) -> HttpResponse:
    """Says what it does, asks once, then takes back."""
    submission = queries.submission_of(request, handle, reference)
    try:
        handing_over.must_be_free_to_go(submission)
        if request.method != "POST":
            page = {
                "case": submission.case,
                "submission": submission,
                "effects": effects.of_withdrawal(submission),
            }
            return render(request, "testimonies/intake/withdraw.html", page)
        intake.withdraw(submission.pk)
    except Refusal as refusal:
        notices.error(request, str(refusal))
    else:
        notices.success(
            request, _("%(reference)s has been taken back.") % {"reference": reference}
        )
    return redirect(queries.home_of(submission.case))


def withdraw_all(request: HttpRequest, handle: str) -> HttpResponse:
    """The same for everything in the case, each with what it does."""
    case = queries.case_of(request, handle)
    standing = [
        each
        for each in queries.submissions_of(case)
        if not states.is_taken_back(each) and not handing_over.stays_as_it_is(each)
    ]
    if not standing:
        return redirect(queries.home_of(case))
    if request.method != "POST":
        said = [(each, effects.of_withdrawal(each)) for each in standing]
        return render(
            request, "testimonies/intake/withdraw_all.html", {"case": case, "standing": said}
        )
    intake.withdraw_all(case.pk)
    notices.success(request, _("Everything has been taken back."))
    return redirect(queries.home_of(case))


@require_POST
def leave(request: HttpRequest, handle: str) -> HttpResponse:
    """For a computer that others use: this browser knows nothing of the case any more."""
    case = queries.case_of(request, handle)
    response = redirect("testimonies:return")
    holding.forget(request, response, case)
    notices.success(request, _("This device has forgotten your case. Your code opens it again."))
    return response
