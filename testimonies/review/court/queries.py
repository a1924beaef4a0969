"""All lines of custody about a case, each with the hash before it: a court can recompute them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q

from testimonies.custody.chain import START
from testimonies.models import (
    Case,
    CustodyEvent,
    DataRequest,
    Recording,
    Redaction,
    SealedAnswers,
    Transcription,
)


@dataclass(frozen=True)
class Chained:
    """One line, and the hash of the line before it in the whole chain."""

    event: CustodyEvent
    before: bytes


def lines_of(case: Case, *, with_seal: bool) -> Iterator[Chained]:
    """In the order of the chain. What is not chained yet is left out: some seconds' worth."""
    own = CustodyEvent.objects.filter(_about(case, with_seal=with_seal), position__isnull=False)
    events = list(own.select_related("by").order_by("position"))
    wanted = [event.position - 1 for event in events if event.position]
    before = dict(CustodyEvent.objects.filter(position__in=wanted).values_list("position", "hash"))
    for event in events:
        yield Chained(event, bytes(before.get((event.position or 1) - 1) or START))


def _about(case: Case, *, with_seal: bool) -> Q:
    """The case, and everything that belongs to it, under the names by which custody knows it."""
    of_submissions = case.submissions.select_related("testimony", "claim")
    keys: dict[str, list[str]] = {
        "case": [str(case.uuid)],
        "draft": _uuids(case.drafts),
        "evidence": _uuids(case.evidence),
        "submission": [each.reference for each in of_submissions],
        "testimony": [t.reference for s in of_submissions if (t := getattr(s, "testimony", None))],
        "claim": [c.reference for s in of_submissions if (c := getattr(s, "claim", None))],
        "datarequest": list(
            DataRequest.objects.filter(case=case).values_list("reference", flat=True)
        ),
        "recording": _uuids(Recording.objects.filter(evidence__case=case)),
        "redaction": _uuids(Redaction.objects.filter(submission__case=case)),
        "transcription": _uuids(Transcription.objects.filter(draft__case=case)),
    }
    if with_seal:
        keys["sealedanswers"] = _uuids(SealedAnswers.objects.filter(submission__case=case))
    about = Q()
    for kind, subjects in keys.items():
        about |= Q(subject_kind=kind, subject__in=subjects)
    return about


def _uuids(rows: object) -> list[str]:
    return [str(uuid) for uuid in rows.values_list("uuid", flat=True)]  # type: ignore[attr-defined]
