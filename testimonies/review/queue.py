"""What waits at the desk, for whom, since when. Holds no name of anybody who told us something."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models import (
    Claim,
    ConsentRecord,
    Evidence,
    Message,
    StoredFile,
    Submission,
    Testimony,
)
from testimonies.models.claim import State as ClaimState
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.testimony import Publication, Workflow

IN_WORK = [ClaimState.SUBMITTED, ClaimState.ACKNOWLEDGED, ClaimState.RECORDED, ClaimState.ASSESSED]
WAITS_FOR: dict[str, Promise] = {
    "first": _("a first reader"),
    "second": _("a second reader"),
    "claim": _("work on a claim"),
    "changed": _("a look at what was changed or added later"),
    "answer": _("an answer of the submitter"),
    "publication": _("publication"),
}
Ids = QuerySet[Any, Any]


def on_the_desk(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """With `waiting_since` and the state of the files; the longest wait first."""
    said = Message.objects.filter(case=OuterRef("case"), is_internal=False, by=None)
    files = StoredFile.objects.filter(
        evidence__submission=OuterRef("pk"),
        evidence__removed_at=None,
        role=FileRole.ORIGINAL,
    )
    return submissions.annotate(
        waiting_since=Greatest("submitted_at", Subquery(said.order_by("-at").values("at")[:1])),
        has_files=Exists(Evidence.objects.filter(submission=OuterRef("pk"), removed_at=None)),
        has_pending_file=Exists(files.filter(scan=Scan.PENDING)),
        has_infected_file=Exists(files.filter(scan=Scan.INFECTED)),
    ).order_by("waiting_since", "pk")


def waiting_for(submissions: QuerySet[Submission], whom: str) -> QuerySet[Submission]:
    """Those that wait for a key of `WAITS_FOR`; for any other word, for somebody here.

    Few of all wait, and an index holds just these: so they are looked up first.
    """
    first, *others = _ids(whom) if whom in WAITS_FOR else _for_us()
    return submissions.filter(pk__in=first.union(*others) if others else first)


def _ids(whom: str) -> list[Ids]:
    testimonies, claims = (
        Testimony.objects.values("submission"),
        Claim.objects.values("submission"),
    )
    match whom:
        case "first":
            return [testimonies.filter(workflow__in=[Workflow.SUBMITTED, Workflow.IN_REVIEW])]
        case "second":
            return [testimonies.filter(workflow=Workflow.SECOND_REVIEW)]
        case "claim":
            return [claims.filter(state__in=IN_WORK)]
        case "changed":
            consents = ConsentRecord.objects.to_look_at().values("submission")
            return [consents, Evidence.objects.waiting().values("submission")]
        case "answer":
            asked = testimonies.filter(workflow=Workflow.NEEDS_INFO)
            return [asked, claims.filter(state=ClaimState.INFO_REQUESTED)]
        case _:
            accepted = testimonies.filter(workflow=Workflow.ACCEPTED)
            return [accepted.filter(publication=Publication.UNPUBLISHED)]


def _for_us() -> list[Ids]:
    """And where the submitter has written since we asked, the next step is ours again."""
    said = Message.objects.filter(case=OuterRef("submission__case"), is_internal=False)
    newest = said.order_by("-at", "-id").values(is_ours=Q(by__isnull=False))[:1]
    answered = [
        ids.alias(is_ours=Subquery(newest)).filter(is_ours=False) for ids in _ids("answer")
    ]
    return [
        ids for whom in ("first", "second", "claim", "changed") for ids in _ids(whom)
    ] + answered
