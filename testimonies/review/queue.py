"""What waits at the desk, for whom, since when. Holds no name of anybody who told us something."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models import Evidence, StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.queue import WaitsFor

WAITS_FOR: dict[str, Promise | str] = {
    WaitsFor.FIRST: WaitsFor.FIRST.label,
    WaitsFor.SECOND: WaitsFor.SECOND.label,
    WaitsFor.CLAIM: WaitsFor.CLAIM.label,
    "changed": _("a look at what was changed, added later, or is to be covered"),
    WaitsFor.ANSWER: WaitsFor.ANSWER.label,
    WaitsFor.PUBLICATION: WaitsFor.PUBLICATION.label,
}
#: From the shortest; what has waited for three months has waited for a week too.
AGES: dict[str, tuple[Promise, timedelta]] = {
    "week": (_("more than a week"), timedelta(days=7)),
    "month": (_("more than a month"), timedelta(days=30)),
    "quarter": (_("more than three months"), timedelta(days=91)),
}
#: What stops a decision, by the column that says so.
HELD_BACK: dict[str, Promise | str] = {
    "suspended": _("suspended"),
    "held": _("on legal hold"),
    "doubted": _("doubted"),
}
#: What a line of the list shows; above all not the answers, which would be decrypted.
SHOWN = (
    "reference", "kind", "language", "case_id", "testimony__workflow", "testimony__submission_id",
    "claim__state", "claim__submission_id", "queued__since", "queued__assigned_at",
    "queued__assignee__email", "queued__submission_id",
    "queued__is_suspended", "queued__is_held", "queued__is_doubted",
)  # fmt: skip


def on_the_desk(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """With the state of the files; the longest wait first."""
    files = StoredFile.objects.filter(
        evidence__submission=OuterRef("pk"),
        evidence__removed_at=None,
        role=FileRole.ORIGINAL,
    )
    return (
        submissions.filter(queued__since__isnull=False)  # each has one: read in its order
        .select_related("testimony", "claim", "queued__assignee")
        .only(*SHOWN)
        .annotate(
            has_files=Exists(Evidence.objects.filter(submission=OuterRef("pk"), removed_at=None)),
            has_pending_file=Exists(files.filter(scan=Scan.PENDING)),
            has_infected_file=Exists(files.filter(scan=Scan.INFECTED)),
        )
        .order_by("queued__since", "pk")
    )


def waiting_for(submissions: QuerySet[Submission], whom: str) -> QuerySet[Submission]:
    """Those that wait for a key of `WAITS_FOR`; for any other word, for somebody here."""
    if whom == "changed":
        return submissions.filter(queued__is_changed=True)
    if whom in WAITS_FOR:
        return submissions.filter(queued__waits_for=whom)
    return submissions.filter(queued__is_ours=True)


def waiting_longer(
    submissions: QuerySet[Submission], than: timedelta, *, at: datetime
) -> QuerySet[Submission]:
    """Of what waits; what has been done grows no older."""
    waits = ~Q(queued__waits_for="") | Q(queued__is_changed=True)
    return submissions.filter(waits, queued__since__lt=at - than)
