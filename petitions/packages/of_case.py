"""A testimony or claim for an archive, as far as its consent reaches; the rest is never told.

An archive keeps for its readers. So it receives what registered researchers may read and what may
be used for research; or what an institution may receive, where the consent names the archive.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

import rfc8785
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from petitions.bundles import record_files, record_papers, record_said, snapshots
from petitions.bundles.stretches import blocks
from petitions.packages import history
from petitions.packages.contents import Event, Piece, Representation, Rights, piece
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import ConsentRecord, Institution, StoredFile, Submission
from testimonies.models.claim import Head
from testimonies.models.consent import Identity
from testimonies.models.evidence import FileRole, Scan
from testimonies.privacy import queries as privacy
from testimonies.privacy.queries import Decision
from testimonies.privacy.rules import Level
from testimonies.recordings import queries as recordings
from testimonies.redactions import queries as redactions
from testimonies.restraints import policies as restraints

JSON, PDF, VTT = "application/json", "application/pdf", "text/vtt"
#: What the custody log says of a record and its papers, as PREMIS and archives call it.
EVENTS = {
    "submission.handed_in": "capture",
    "consent.given": "policy assignment",
    "testimony.submitted": "ingestion",
    "testimony.accepted_by_first_reader": "appraisal",
    "testimony.accepted": "accession",
    "testimony.published": "publication",
    "testimony.unpublished": "end of publication",
    "claim.submitted": "ingestion",
    "claim.recorded": "accession",
    "claim.assessed": "appraisal",
    "claim.second_assessed": "appraisal",
    "claim.transmitted": "dissemination",
    "evidence.received": "ingestion",
    "evidence.scanned": "virus check",
    "recording.begun": "transcription",
    "recording.taken_in": "transcription",
    "recording.version_made": "transcription",
    "recording.indexed": "metadata modification",
    "recording.approved": "appraisal",
    "recording.read_again": "appraisal",
}
SUFFIXES = record_papers.SUFFIXES | {
    "image/tiff": ".tif",
    "image/webp": ".webp",
    "image/heic": ".heic",
    "audio/ogg": ".ogg",
}


@dataclass(frozen=True)
class Leave:
    """What may go, and the consent on which it does."""

    told: dict[str, Any]
    consent: ConsentRecord

    @property
    def seen(self) -> str:
        """SHA-256 of what the record says and which files go: another one is another leave."""
        what = {part: self.told[part] for part in ("record", "originals", "consent")}
        return hashlib.sha256(rfc8785.dumps(what)).hexdigest()


def leave(submission: Submission, institution: Institution | None) -> Leave:
    """What may go to an archive today. Raises `Refusal` with the reason where nothing may."""
    decision = _decision(submission, institution)
    testimony, claim = getattr(submission, "testimony", None), getattr(submission, "claim", None)
    if testimony is not None:
        record = snapshots.of_testimony(testimony, decision, to_archive=True)
    elif claim is not None:
        record = snapshots.of_claim(claim, decision, to_archive=True)
        # It was allowed to the institutions of the claim, and to no archive.
        record["items"] = [i for i in record["items"] if i["head"] != Head.SEXUAL_VIOLENCE]
    else:
        raise Refusal(_("There is neither a testimony nor a claim."))
    told = {
        "record": record,
        "originals": list(_originals(record)),
        "consent": _consent(decision.consent),
        "custody": history.lines(_subjects(submission, record), EVENTS),
    }
    return Leave(told, decision.consent)


def still_stands(
    submission: Submission,
    institution: Institution | None,
    consent_id: int,
    *,
    frozen_at: datetime,
    record: dict[str, Any],
) -> bool:
    """Whether it may still go as it was frozen: on the same consent, with the same covered."""
    if redactions.changed_since(submission, frozen_at):
        return False
    if not record_papers.are_still_agreed(record):
        return False
    try:
        return _decision(submission, institution).consent.pk == consent_id
    except Refusal:
        return False


def representations(told: dict[str, Any], at: datetime) -> list[Representation]:
    record = told["record"]
    languages = list(dict.fromkeys([record["language"], "en"]))
    pieces = [
        piece("record.json", JSON, record_files.for_machines(record)),
        piece("consent.json", JSON, rfc8785.dumps(told["consent"])),
        piece("custody.json", JSON, rfc8785.dumps(told["custody"])),
        *(
            Piece(f"record.{each}.pdf", PDF, partial(_printed, record, each, at))
            for each in languages
        ),
        *(_stored(paper["file"], paper) for paper in record["evidence"]),
        *(piece(name, VTT, content) for name, content in record_said.files(record)),
    ]
    found = [Representation("record", _("The record"), pieces, _guide())]
    if told["originals"]:
        originals = [_stored(paper["file"], paper) for paper in told["originals"]]
        guide = (("original-….…", _("a paper or photograph exactly as it came")),)
        found.append(Representation("originals", _("The originals"), originals, guide))
    return found


def described(told: dict[str, Any]) -> list[tuple[str, str]]:
    record = told["record"]
    shown = [("creator", record["name"])] if record["name"] else []
    return [
        *shown,
        ("date", record["submitted_on"]),
        ("language", record["language"]),
        ("type", record["kind"]),
        ("source", settings.SITE_URL),
        ("rights", _("On the consent beside it: consent.json.")),
    ]


def events(told: dict[str, Any]) -> list[Event]:
    return history.events(told["custody"], EVENTS)


def rights(told: dict[str, Any]) -> Rights:
    consent = told["consent"]
    given = _("Consent of %(day)s, version %(version)s; SHA-256 of its words: %(digest)s") % {
        "day": consent["given_on"],
        "version": consent["version"],
        "digest": consent["text_sha256"],
    }
    return Rights("consent", given, tuple(consent["uses"]) or ("preservation",))


def _decision(submission: Submission, institution: Institution | None) -> Decision:
    decision = privacy.access_to(submission)
    if decision and institution and decision.access.for_institution(institution.code):
        return decision
    if decision and decision.access.for_archives:
        return replace(decision, access=decision.access.limited_to(Level.RESEARCHERS))
    restraints.must_go_on(submission.case_id)
    raise Refusal(_why_not(submission, decision))


def _why_not(submission: Submission, decision: Decision | None) -> str:
    if decision is None or decision.access.text == Level.NOBODY:
        return _("It was taken back. Nothing of it may go anywhere.")
    if redactions.is_waiting(submission):
        return _("Something in it is to be covered. Two people decide that first.")
    if decision.access.text == Level.ARCHIVE:
        return _(
            "It may not leave the house now: it is not accepted, its waiting time runs, it is on"
            " hold, or nobody may have it."
        )
    return _(
        "Its consent does not let it go to an archive: it names neither registered researchers"
        " and research, nor this archive."
    )


def _originals(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Of the papers that go, the originals, where the person is shown by the full name.

    An original may say more than its clean copy: who made it, where, and for whom. Where
    something of a paper is covered, it says what was covered, and stays here.
    """
    if record["identity_shown_as"] != Identity.FULL_NAME:
        return
    papers = {paper["id"] for paper in record["evidence"]}
    papers -= redactions.covered_papers(papers)
    kept = StoredFile.objects.filter(
        evidence__uuid__in=papers, role=FileRole.ORIGINAL, scan=Scan.CLEAN, legal_hold=False
    )
    for original in kept.select_related("evidence").order_by("evidence_id"):
        suffix = SUFFIXES.get(original.detected_type, ".bin")
        yield {
            "id": str(original.evidence.uuid),
            "file": f"original-{original.evidence.uuid}{suffix}",
            "called": str((original.evidence.told or {}).get("file_name") or ""),
            "type": original.detected_type,
            "sha256": original.sha256,
            "size": original.size,
            "stored": original.path,
        }


def _consent(consent: ConsentRecord) -> dict[str, Any]:
    return {
        "version": consent.version,
        "given_on": localdate(consent.given_at).isoformat(),
        "language": consent.language,
        "text_sha256": consent.text_sha256,
        "text": consent.text,
        "documents": consent.documents,
        "photographs": consent.photographs,
        "recording": consent.recording,
        "identity_shown_as": consent.identity_shown_as,
        "uses": sorted(consent.uses),
        "institutions": sorted(consent.institutions),
        "embargo": consent.embargo,
    }


def _subjects(submission: Submission, record: dict[str, Any]) -> dict[str, list[str]]:
    return {
        "submission": [submission.reference],
        record["kind"]: [record["reference"]],
        "evidence": [paper["id"] for paper in record["evidence"]],
        "recording": recordings.names_of([paper["id"] for paper in record["evidence"]]),
    }


def _printed(record: dict[str, Any], language: str, at: datetime) -> list[bytes]:
    return [record_files.on_paper(record, language, at=at)]


def _stored(name: str, paper: dict[str, Any]) -> Piece:
    kinds = {suffix: kind for kind, suffix in SUFFIXES.items()}
    kind = paper.get("type") or kinds.get(name[name.rfind(".") :], "application/octet-stream")
    return Piece(
        name, kind, partial(_read, paper["stored"]), paper["sha256"], paper.get("called", "")
    )


def _read(path: str) -> Iterator[bytes]:
    with keeping.open_kept(path) as stored:
        yield from blocks(stored)


def _guide() -> tuple[tuple[str, str], ...]:
    return (
        ("record.json", _("what was told, as far as it may be")),
        ("record.<language>.pdf", _("the same on paper (PDF/A-3a)")),
        ("evidence-….…", _("clean copies of papers, photographs and recordings")),
        ("said-….vtt", _("what is said in a recording, each version, as subtitles (WebVTT)")),
        ("index-….vtt", _("what is told when in a recording (WebVTT with JSON)")),
        ("consent.json", _("what the person has allowed, and the digest of the words shown")),
        ("custody.json", _("lines of our record of custody, with their place in its chain")),
    )
