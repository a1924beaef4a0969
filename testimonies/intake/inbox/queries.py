"""The cases that a browser holds, and what waits in them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.urls import reverse

from testimonies.intake import holding, return_code
from testimonies.models import Case, Draft, Submission


def case_of(request: HttpRequest, handle: str) -> Case:
    """404 for everybody who does not hold it, and for cases that are none."""
    if handle not in holding.handles(request):
        raise Http404
    case = Case.objects.filter(handle=handle).first()
    if case is None:
        raise Http404
    return case


def case_by_code(code: str) -> Case | None:
    """The case that a code opens. What has expired is as unknown as what never was."""
    case = Case.objects.filter(code_key=return_code.key(code)).first()
    if case is None:
        return None
    is_alive = case.drafts.filter(sealed_at=None).exists() or case.submissions.exists()
    return case if is_alive else None


def submission_of(request: HttpRequest, handle: str, reference: str) -> Submission:
    """One of those of the case; 404 for every other."""
    for submission in submissions_of(case_of(request, handle)):
        if submission.reference == reference:
            return submission
    raise Http404


def where_left(case: Case) -> str:
    """The page of the only draft; with anything else in the case, its task list."""
    draft = case.drafts.unfinished().order_by("-visited_at").first()
    if draft is not None and not case.submissions.exists():
        return url_of(draft)
    return home_of(case)


def url_of(draft: Draft) -> str:
    """Where somebody left off."""
    return reverse(f"testimonies:{draft.kind}-page", args=[draft.handle, draft.page])


def home_of(case: Case) -> str:
    return reverse("testimonies:case-home", args=[case.handle])


def submissions_of(case: Case) -> list[Submission]:
    handed_in = case.submissions.select_related("receipt", "testimony", "claim", "case")
    return list(handed_in.order_by("-submitted_at", "-id"))


def unread_in(case: Case) -> int:
    """How many messages of the moderators the submitter has not opened."""
    return case.messages.filter(by__isnull=False, is_internal=False, read_at=None).count()
