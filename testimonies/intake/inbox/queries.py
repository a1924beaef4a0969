"""The cases that a browser holds, and what waits in them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Prefetch
from django.http import Http404, HttpRequest
from django.urls import reverse

from testimonies.intake import holding, return_code
from testimonies.intake.handing_over import queries as handing_over
from testimonies.intake.inbox.states import StateInWords
from testimonies.models import Case, ConsentRecord, Draft, Submission, Testimony
from testimonies.privacy.queries import HAS_DIED_SINCE

#: How many of the testimonies read last say how long it takes, and how few say nothing.
NEWEST, FEWEST = 50, 10


def case_of(request: HttpRequest, handle: str) -> Case:
    """404 for everybody who does not hold it, and for cases that are none."""
    if handle not in holding.handles(request):
        raise Http404
    case = Case.objects.filter(handle=handle).first()
    if case is None:
        raise Http404
    return case


def held_by(request: HttpRequest) -> list[Case]:
    """The newest first, each with what was handed in, and what was `begun` and was not."""
    unfinished = Draft.objects.unfinished().of_holder().order_by("pk")
    begun = Prefetch("drafts", queryset=unfinished, to_attr="begun")
    handed_in = Prefetch("submissions", queryset=Submission.objects.order_by("pk"))
    held = Case.objects.filter(handle__in=holding.handles(request))
    return list(held.prefetch_related(handed_in, begun).order_by("-id"))


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


def seen_in(request: HttpRequest) -> int:
    """The version that a page showed to whoever sends it back; 0 for anything else."""
    said = request.POST.get("seen", "")
    return int(said) if re.fullmatch("[0-9]{1,5}", said, re.ASCII) else 0


def where_left(case: Case) -> str:
    """The page of the only draft; with anything else in the case, its task list."""
    draft = case.drafts.unfinished().of_holder().order_by("-visited_at").first()
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
    return handing_over.thread_of(case).filter(by__isnull=False, read_at=None).count()


@dataclass(frozen=True)
class Waiting:
    """What was changed or added later and has not been looked at, by submission.

    And what its consent says of it: whether it stays as whoever has died wanted it, and whether
    it goes to no institution.
    """

    papers: dict[int, int]
    consents: frozenset[int]
    staying: frozenset[int]
    to_nobody: frozenset[int]


@dataclass(frozen=True)
class HandedIn:
    """A testimony or claim as the page of its case shows it."""

    submission: Submission
    state: StateInWords
    is_taken_back: bool
    #: Whoever allowed it has died: nobody changes it or takes it back.
    stays: bool
    papers_waiting: int
    is_consent_waiting: bool
    #: Files that cannot be read: what each is called, and what can be done.
    troubles: list[tuple[str, str]]


def waiting_in(case: Case) -> Waiting:
    papers = case.evidence.waiting().values_list("submission").annotate(count=Count("pk"))
    current = ConsentRecord.objects.current().filter(submission__case=case)
    said: list[Any] = list(current.annotate(stays=HAS_DIED_SINCE))
    return Waiting(
        papers=dict(papers),
        consents=frozenset(each.submission_id for each in said if each.is_to_look_at),
        staying=frozenset(each.submission_id for each in said if each.stays),
        to_nobody=frozenset(each.submission_id for each in said if not each.institutions),
    )


def usual_days() -> tuple[int, int] | None:
    """Within how many days two people have read lately: the middle half of the newest fifty.

    None while there are too few to say, so that nobody is told a figure that means nothing.
    """
    read = Testimony.objects.filter(accepted_at__isnull=False).order_by("-accepted_at")
    times = read.values_list("submission__submitted_at", "accepted_at")[:NEWEST]
    days = sorted((accepted - handed_in).days + 1 for handed_in, accepted in times if accepted)
    if len(days) < FEWEST:
        return None
    return days[len(days) // 4], days[3 * len(days) // 4]
