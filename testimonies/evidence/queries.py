"""What the papers of a submission allow, and in which order they lie."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from testimonies.models import Evidence, Restraint, StoredFile, Submission
from testimonies.models.evidence import FileRole, Scan


class Page(NamedTuple):
    """A page, which of its paper it is, and how many this paper has; counted from one."""

    page: Evidence
    number: int
    of: int


def in_order(pages: Iterable[Evidence]) -> Iterator[Page]:
    """As the papers came, the pages of each in the order of its sender."""
    papers: dict[UUID, list[Evidence]] = {}
    for each in sorted(pages, key=lambda page: page.pk):
        papers.setdefault(each.document, []).append(each)
    for together in papers.values():
        for number, page in enumerate(sorted(together, key=lambda page: page.page), 1):
            yield Page(page, number, len(together))


def infected_in(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those with a harmful file that waits to be set aside, whatever was decided about them."""
    files = StoredFile.objects.filter(
        evidence__submission=OuterRef("pk"),
        evidence__removed_at=None,
        role=FileRole.ORIGINAL,
        scan=Scan.INFECTED,
        legal_hold=False,
    )
    held = Restraint.objects.holds().values("case")
    return submissions.filter(Exists(files)).exclude(case__in=held).order_by("pk")


def has_unsafe_file(submission: Submission) -> bool:
    """Whether a file waits for its scan or is infected: until then nothing is accepted.

    What was added after handing in waits by itself, and is read by two people of its own.
    """
    belongs = (
        Q(submission=submission)
        | Q(claim_items__claim__submission=submission)
        | Q(authority_of__submission=submission)
    )
    return any(is_unsafe(paper) for paper in Evidence.objects.in_use().filter(belongs).distinct())


def is_unsafe(paper: Evidence) -> bool:
    originals = StoredFile.objects.filter(evidence=paper, role=FileRole.ORIGINAL)
    return originals.filter(scan__in=[Scan.PENDING, Scan.INFECTED]).exists()
