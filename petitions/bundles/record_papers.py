"""The papers, photographs and recordings of a record, as far as consent lets them go."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.timezone import localdate

from testimonies.evidence import queries as evidence
from testimonies.models import Evidence, StoredFile, Submission
from testimonies.models.consent import Identity
from testimonies.models.evidence import EvidenceKind, FileRole
from testimonies.privacy.rules import Access, Level
from testimonies.recordings import queries as recordings
from testimonies.recordings import records as said
from testimonies.redactions import queries as redactions
from testimonies.redactions.covering import Veil

SUFFIXES = {
    "application/pdf": ".pdf",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "text/plain": ".txt",
    "audio/webm": ".weba",
    "video/webm": ".webm",
    "audio/mp4": ".m4a",
    "video/mp4": ".mp4",
    "audio/mpeg": ".mp3",
    "audio/wav": ".wav",
    "audio/flac": ".flac",
}


@dataclass(frozen=True)
class Going:
    """With which submission they go, and whether an archive keeps them."""

    submission: Submission
    to_archive: bool = False


def of(papers: Any, access: Access, veil: Veil, goes: Going) -> list[dict[str, Any]]:
    """Clean or covered copies only. A paper names people, so it goes only where the name goes."""
    is_named = access.identity == Identity.FULL_NAME
    found: list[dict[str, Any]] = []
    originals = dict(
        StoredFile.objects.filter(evidence__in=papers, role=FileRole.ORIGINAL)
        .order_by("pk")
        .values_list("evidence", "sha256")
    )
    for paper, number, of in evidence.in_order(papers):
        is_picture = paper.kind == EvidenceKind.PHOTOGRAPH
        copy = redactions.file_that_leaves(paper)
        if copy is None or not (is_picture or is_named):
            continue
        is_played = redactions.is_played(copy)
        level = access.photographs if is_picture else access.documents
        if is_played:
            level = access.recording
        if level < Level.INSTITUTIONS:
            continue
        found.append(
            {
                "id": str(paper.uuid),
                "document": str(paper.document),
                "page": number,
                "pages": of,
                "kind": paper.kind,
                "caption": _caption(paper.told, veil) if is_named else "",
                "file": f"evidence-{paper.uuid}{SUFFIXES.get(copy.detected_type, '.bin')}",
                "sha256": copy.sha256,
                "received_on": localdate(paper.received_at).isoformat(),
                "original_sha256": originals.get(paper.pk, ""),
                "redacted": copy.role == FileRole.REDACTED,
                "stored": copy.path,
                **(_said(paper, goes) if is_played and is_named else {}),
            }
        )
    return found


def versions(told: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """What is written down of the recordings of a record, each version."""
    for paper in told["evidence"]:
        yield from paper.get("said", {}).get("versions", ())


def are_still_agreed(told: Mapping[str, Any]) -> bool:
    """Whether nobody has taken back a version of a recording on which two had agreed."""
    stood = {
        UUID(each["stored"]["transcript"]): datetime.fromisoformat(each["stored"]["approved_at"])
        for each in versions(told)
        if each["agreed_by_two"]
    }
    return recordings.are_still_agreed(stood)


def _said(paper: Evidence, goes: Going) -> dict[str, Any]:
    """Nothing is said where nothing is written down, or nothing of it leaves."""
    found = said.going_along(paper, goes.submission, to_archive=goes.to_archive)
    return {"said": found} if found else {}


def _caption(told: Any, veil: Veil) -> str:
    return veil.over(str((told or {}).get("caption") or "").strip())
