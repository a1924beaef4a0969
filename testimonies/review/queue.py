"""What waits at the desk, for whom, since when. Holds no name of anybody who told us something."""

from __future__ import annotations

from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models import ConsentRecord, Evidence, Message, StoredFile, Submission
from testimonies.models.claim import State as ClaimState
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Publication, Workflow

IN_WORK = [ClaimState.SUBMITTED, ClaimState.ACKNOWLEDGED, ClaimState.RECORDED, ClaimState.ASSESSED]
WAITS_FOR: dict[str, tuple[Promise, Q]] = {
    "first": (
        _("a first reader"),
        Q(testimony__workflow__in=[Workflow.SUBMITTED, Workflow.IN_REVIEW]),
    ),
    "second": (_("a second reader"), Q(testimony__workflow=Workflow.SECOND_REVIEW)),
    "claim": (_("work on a claim"), Q(claim__state__in=IN_WORK)),
    "changed": (
        _("a look at what was changed or added later"),
        Q(pk__in=ConsentRecord.objects.to_look_at().values("submission"))
        | Q(pk__in=Evidence.objects.waiting().values("submission")),
    ),
    "answer": (
        _("an answer of the submitter"),
        Q(testimony__workflow=Workflow.NEEDS_INFO) | Q(claim__state=ClaimState.INFO_REQUESTED),
    ),
    "publication": (
        _("publication"),
        Q(testimony__workflow=Workflow.ACCEPTED, testimony__publication=Publication.UNPUBLISHED),
    ),
}
#: The submitter has written since we asked: the next step is ours again.
ANSWERED = Q(has_thread=True, newest_by=None)


def on_the_desk(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """With `waiting_since`, who wrote last, and the state of the files; the longest wait first."""
    said = Message.objects.filter(case=OuterRef("case"), is_internal=False).order_by("-at", "-id")
    files = StoredFile.objects.filter(
        evidence__submission=OuterRef("pk"),
        evidence__removed_at=None,
        role=FileRole.ORIGINAL,
    )
    return submissions.annotate(
        waiting_since=Greatest("submitted_at", Subquery(said.filter(by=None).values("at")[:1])),
        has_thread=Exists(said),
        newest_by=Subquery(said.values("by")[:1]),
        has_files=Exists(Evidence.objects.filter(submission=OuterRef("pk"), removed_at=None)),
        has_pending_file=Exists(files.filter(scan=Scan.PENDING)),
        has_infected_file=Exists(files.filter(scan=Scan.INFECTED)),
    ).order_by("waiting_since", "pk")


def waiting_for(submissions: QuerySet[Submission], whom: str) -> QuerySet[Submission]:
    """Those that wait for a key of `WAITS_FOR`; for any other word, for somebody here."""
    if whom in WAITS_FOR:
        return submissions.filter(WAITS_FOR[whom][1])
    for_us = reduce(or_, (WAITS_FOR[whom][1] for whom in ("first", "second", "claim", "changed")))
    return submissions.filter(for_us | (WAITS_FOR["answer"][1] & ANSWERED))
