"""Words are covered: somebody says whether they are spoken in a recording of the case."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Evidence
from testimonies.redactions import policies, queries
from testimonies.restraints import policies as restraints

HEARD = ["heard_by", "heard_up_to"]


@transaction.atomic
def hear(evidence_id: int, *, by: User, seen: str) -> Evidence:
    """Of the words that are covered by now, none is to be covered in this sound. Idempotent.

    `seen` is up to when words were covered on their page: whoever covers more at the same time
    holds it again.
    """
    paper = Evidence.objects.lock(evidence_id)
    if paper.submission is None or paper.removed_at is not None:
        raise Refusal(_("This paper is not there any more."))
    restraints.must_go_on(paper.case_id)
    if not policies.may_hear(by, paper.case_id):
        raise Refusal(_("Only moderators and second readers say that there is nothing to cover."))
    if not policies.knows_what_is_covered(by, paper.case_id):
        raise Refusal(_("Open the seal first, and read what it is about."))
    if not queries.is_unheard(paper):
        return paper
    covered = queries.words_covered_at(paper.case_id)
    if covered is None or seen != covered.isoformat():
        raise Refusal(_("It has been changed in the meantime. Please look at it again."))

    heard(paper, covered, by=by)
    custody.record("evidence.heard", paper, by=by)
    return paper


def heard(paper: Evidence, at: datetime, *, by: User) -> None:
    """In the transaction of whoever has locked it."""
    paper.heard_by, paper.heard_up_to = by, at
    paper.save(update_fields=HEARD)
