"""What workers do: a copy of a paper in which nothing is left of what is covered.

Made from the clean copy and never from an earlier covered one. The rows are the queue: whatever
is approved waits for its copy, and until it is there nothing of the case leaves.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.evidence import confined, keeping
from testimonies.evidence.clean_copy import CannotCopy
from testimonies.evidence.keeping import Kept
from testimonies.models import Evidence, Redaction, StoredFile
from testimonies.models.evidence import FileRole, Scan
from testimonies.models.redaction import MOST_ATTEMPTS, Covered, RedactionQuerySet, Stage
from testimonies.redactions import queries
from testimonies.redactions.actions.deciding import forget_copies

#: Longer than `confined` lets it take: before that, whoever tries is taken to be at work.
AT_WORK = {Covered.AREAS: timedelta(minutes=30), Covered.TIMES: timedelta(hours=5)}


@dataclass(frozen=True)
class Plan:
    """What to cover in which copy, and by which redactions."""

    copy: StoredFile
    redactions: frozenset[int]
    covered: list[dict[str, Any]]


@dataclass(frozen=True)
class Made:
    role: FileRole
    type: str
    kept: Kept


def make_waiting() -> int:
    """Make every covered copy that is missing. Returns how many were tried."""
    papers = list(_to_try().values_list("evidence", flat=True).distinct()[:20])
    for paper in papers:
        make_covered_copy(paper)
    return len(papers)


def make_covered_copy(evidence_id: int) -> Evidence:
    """Cover what two people agreed to cover. Idempotent; of two workers one counts."""
    plan = _begin(evidence_id)
    if plan is None:
        return Evidence.objects.get(pk=evidence_id)
    try:
        made = _make(plan)
    except CannotCopy:
        return _postpone(evidence_id)
    return _finish(evidence_id, plan, made)


@transaction.atomic
def _begin(evidence_id: int) -> Plan | None:
    """Count the attempt first: a file that kills its worker is not tried for ever."""
    paper = Evidence.objects.lock(evidence_id)
    waiting = _to_try().filter(evidence=paper)
    copy = paper.files.filter(role=FileRole.ACCESS, scan=Scan.CLEAN).first()
    if not waiting.exists() or copy is None or queries.is_held(paper):
        return None
    waiting.update(attempts=F("attempts") + 1, tried_at=now())
    standing = list(paper.redactions.standing().order_by("pk"))
    covered = [part for each in standing for part in each.anchor[each.what]]
    return Plan(copy, frozenset(each.pk for each in standing), covered)


def _to_try() -> RedactionQuerySet:
    at_work = Q()
    for what, long in AT_WORK.items():
        at_work |= Q(what=what, tried_at__gt=now() - long)
    return Redaction.objects.filter(state=Stage.APPROVED, attempts__lt=MOST_ATTEMPTS).exclude(
        at_work
    )


@transaction.atomic
def _postpone(evidence_id: int) -> Evidence:
    """It could not be made. The next look tries again, and after the last one the desk says so."""
    paper = Evidence.objects.lock(evidence_id)
    paper.redactions.filter(state=Stage.APPROVED).update(tried_at=None)
    return paper


def _make(plan: Plan) -> Sequence[Made]:
    with keeping.at_hand(plan.copy.path) as here:
        target, small = here.with_name("covered"), here.with_name("small")
        kind = confined.cover(here, target, kind=plan.copy.detected_type, parts=plan.covered)
        made = [_kept(target, FileRole.REDACTED, kind)]
        if confined.thumbnail(target, small, kind=kind):
            made.append(_kept(small, FileRole.REDACTED_THUMBNAIL, "image/jpeg"))
    return made


def _kept(made: Path, role: FileRole, kind: str) -> Made:
    with made.open("rb") as file:
        return Made(role, kind, keeping.keep(file))


@transaction.atomic
def _finish(evidence_id: int, plan: Plan, made: Sequence[Made]) -> Evidence:
    paper = Evidence.objects.lock(evidence_id)
    standing = frozenset(paper.redactions.standing().values_list("pk", flat=True))
    waiting = list(paper.redactions.filter(state=Stage.APPROVED))
    if standing != plan.redactions or not waiting:
        for each in made:
            keeping.forget(each.kept.path)  # decided otherwise meanwhile, or another was faster
        return paper
    forget_copies(paper)
    at = now()
    for each in made:
        StoredFile.objects.create(
            evidence=paper,
            role=each.role,
            path=each.kept.path,
            sha256=each.kept.sha256,
            size=each.kept.size,
            detected_type=each.type,
            scan=Scan.CLEAN,
            scanned_at=at,
        )
        custody.record("evidence.copied", paper, role=each.role, sha256=each.kept.sha256)
    for redaction in waiting:
        redaction.state, redaction.applied_at = Stage.APPLIED, at
        redaction.save(update_fields=["state", "applied_at"])
        custody.record("redaction.applied", redaction)
    return paper
