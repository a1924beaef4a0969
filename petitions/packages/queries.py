"""Of what a package can be made, and what would be in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import Petition
from petitions.packages import of_case, of_petition
from testimonies.models import Institution, Submission
from testimonies.models.consent import Identity, Use


@dataclass(frozen=True)
class Preview:
    """What would leave the house, before anybody asks for it. `seen` changes with the content."""

    heading: str
    facts: Sequence[tuple[str, str]]
    files: Sequence[tuple[str, str]]  # what it is, and its SHA-256 where it is known
    stays: Sequence[str]
    seen: str = ""


def petition(slug: str) -> Petition | None:
    return Petition.objects.public().filter(slug=slug).first()


def submission(reference: str, *, reader: User | None = None) -> Submission | None:
    """By the reference of the submission, or of its testimony or claim."""
    named = Q(reference=reference) | Q(testimony__reference=reference)
    seen = Submission.objects.without_conflict(reader) if reader else Submission.objects.all()
    return seen.filter(named | Q(claim__reference=reference)).first()


def of_a_petition(found: Petition) -> Preview:
    told = of_petition.frozen(found, None)
    about = told["petition"]
    handed_over = sum(1 for bundle in told["bundles"] if bundle["handed_over_at"])
    return Preview(
        heading=about["title"],
        facts=[
            (_("Languages"), ", ".join(about["languages"])),
            (_("Signatures"), str(about["counts"]["total"])),
            (_("Bundles that were handed over"), str(handed_over)),
            (_("What institutions did"), str(len(told["timeline"]))),
            (_("Organisations"), str(len(told["organisations"]))),
        ],
        files=[
            (_("The words in every language, as JSON and PDF"), about["text_digest"]),
            (_("The ledger: hashes, checkpoints and timestamps"), ""),
            (_("Counts, bundles with their digests, answers, supporting organisations"), ""),
        ],
        stays=[
            _("Everybody who signed: names, addresses, and the bundles that carry them."),
            _("Answers of institutions that are not public, and the names of clerks."),
        ],
    )


def of_a_case(found: Submission, institution: Institution | None) -> Preview:
    """Raises `Refusal` with the reason where nothing may go."""
    leave = of_case.leave(found, institution)
    record, originals = leave.told["record"], leave.told["originals"]
    papers = [(paper["caption"] or paper["file"], paper["sha256"]) for paper in record["evidence"]]
    came = [(each["called"] or each["file"], each["sha256"]) for each in originals]
    return Preview(
        heading=record["reference"],
        facts=[
            (_("Name"), record["name"] or _("not given")),
            (_("Shown as"), str(Identity(record["identity_shown_as"]).label)),
            (_("Language"), record["language"]),
            (_("Consent of"), leave.told["consent"]["given_on"]),
            (_("May be used for"), _uses(leave.told["consent"])),
            (_("Clean copies"), str(len(papers))),
            (_("Originals"), str(len(came))),
            (_("Lines of custody"), str(len(leave.told["custody"]))),
        ],
        files=[(_("The record as JSON and PDF"), ""), *papers, *came],
        stays=list(_stays(found, record, len(came))),
        seen=leave.seen,
    )


def _uses(consent: dict[str, Any]) -> str:
    return ", ".join(str(Use(use).label) for use in consent["uses"])


def _stays(found: Submission, record: dict[str, Any], originals: int) -> list[str]:
    papers = found.evidence.of_the_matter().count()
    kept = max(papers - len(record["evidence"]), 0)
    said = [_("How to reach the person, and what was written to and fro.")]
    if record["identity_shown_as"] != Identity.FULL_NAME:
        said.append(_("The full name and everything that tells it."))
    if kept:
        said.append(_("Papers and photographs that the consent keeps here: %s.") % kept)
    if len(record["evidence"]) > originals:
        said.append(_("Originals of what goes as a clean copy only."))
    return said
