"""Papers that come after handing in: they wait until two people have read them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import queries
from testimonies.models import Case, ClaimItem, Evidence, Submission
from testimonies.models.custody import Actor

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def add_later(submission_id: int, *, heads: Sequence[str] = ()) -> int:
    """Hand in each new paper that belongs to no draft. Returns how many; then there are none.

    What they are said to support is linked at once, and used once they have been read.
    """
    # The case first, as uploads and whoever erases it do: nobody waits crosswise.
    Case.objects.select_for_update(no_key=True, of=("self",)).get(submissions=submission_id)
    submission = Submission.objects.lock(submission_id)
    if submission.consents.current().filter(withdrawn_at__isnull=False).exists():
        raise Refusal(_("This has been taken back. You can hand in anew."))
    papers = list(Evidence.objects.filter(case=submission.case_id).not_handed_in())
    supported = list(ClaimItem.objects.filter(claim__submission=submission, head__in=heads))
    for paper in papers:
        paper.submission, paper.added_later = submission, True
        paper.save(update_fields=["submission", "added_later"])
        for each in supported:
            each.evidence.add(paper)
        custody.record(
            "evidence.added_later", paper, actor=Actor.SUBMITTER, to=submission.reference
        )
    return len(papers)


@transaction.atomic
def read_later(evidence_id: int, *, by: User) -> Evidence:
    """One of two people has read a paper that came later; after the second one it is in use."""
    paper = Evidence.objects.lock(evidence_id)
    if not paper.is_waiting:
        raise Refusal(_("This paper does not wait for a reader."))
    if queries.is_unsafe(paper):
        raise Refusal(_("A file has not been scanned yet, or is infected."))
    if paper.first_reader_id == by.pk:
        raise Refusal(_("You have read this paper first. Somebody else must read it too."))

    if paper.first_reader_id is None:
        paper.first_reader = by
    else:
        paper.second_reader = by
    paper.save(update_fields=["first_reader", "second_reader"])
    custody.record("evidence.read", paper, by=by, is_in_use=not paper.is_waiting)
    return paper
