"""Testimonies and claims as they were at a freeze, limited to what their consent names.

Everything goes through effective access. Where the person is not shown by the full name, every
spelling of it is covered in the story, and what else would tell who it is stays at home.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.timezone import localdate

from petitions.bundles import people, record_papers
from petitions.bundles.record_papers import Going
from petitions.models import Bundle, BundleItem, PetitionTarget
from petitions.models.bundle_item import ItemKind
from testimonies.evidence import queries as evidence
from testimonies.models import (
    Claim,
    ClaimItem,
    ConsentRecord,
    EarlierAward,
    Evidence,
    PersonMention,
    Submission,
    Testimony,
)
from testimonies.models.consent import Identity
from testimonies.models.person import TOLD_ABOUT, NameType
from testimonies.privacy import queries as privacy
from testimonies.privacy.queries import Decision
from testimonies.privacy.rules import Access, Level, name_as
from testimonies.redactions import queries as redactions
from testimonies.redactions.covering import Veil
from testimonies.review.records import names_withheld, public_words

SCHEMA = "atmintis-record/4"


@dataclass(frozen=True)
class Taken:
    """One record as it goes into a bundle, and the consent on which it does."""

    kind: ItemKind
    consent: ConsentRecord
    snapshot: dict[str, Any]
    testimony: Testimony | None = None
    claim: Claim | None = None


def collect(target: PetitionTarget, cut_off: datetime) -> Iterator[Taken]:
    """What may go to this target and has not gone there yet: testimonies, then claims."""
    for testimony, decision in _testimonies(target, cut_off):
        snapshot = of_testimony(testimony, decision)
        yield Taken(ItemKind.TESTIMONY, decision.consent, snapshot, testimony=testimony)
    for claim, decision in _claims(target, cut_off):
        snapshot = of_claim(claim, decision)
        yield Taken(ItemKind.CLAIM, decision.consent, snapshot, claim=claim)


def waiting(target: PetitionTarget, cut_off: datetime) -> tuple[int, int]:
    """How many testimonies and claims `collect` would give, without reading them."""
    testimonies = sum(1 for _each in _testimonies(target, cut_off))
    return testimonies, sum(1 for _each in _claims(target, cut_off))


def _testimonies(
    target: PetitionTarget, cut_off: datetime
) -> Iterator[tuple[Testimony, Decision]]:
    gone = BundleItem.objects.filter(target=target, kind=ItemKind.TESTIMONY).values("testimony")
    told = Testimony.objects.accepted().filter(accepted_at__lt=cut_off).exclude(pk__in=gone)
    for testimony in told.order_by("accepted_at", "pk").iterator():
        if decision := _allowed(testimony.submission, target, cut_off):
            yield testimony, decision


def _claims(target: PetitionTarget, cut_off: datetime) -> Iterator[tuple[Claim, Decision]]:
    gone = BundleItem.objects.filter(target=target, kind=ItemKind.CLAIM).values("claim")
    asked = Claim.objects.filter(state__in=privacy.READ_BY_TWO).exclude(pk__in=gone)
    asked = asked.filter(Exists(ClaimItem.objects.filter(claim=OuterRef("pk"))))
    for claim in asked.order_by("pk").iterator():
        if decision := _allowed(claim.submission, target, cut_off):
            yield claim, decision


def _allowed(submission: Submission, target: PetitionTarget, cut_off: datetime) -> Decision | None:
    decision = privacy.access_to(submission, on=localdate(cut_off))
    code = target.profile.institution.code
    return decision if decision and decision.access.for_institution(code) else None


def taken_back(bundle: Bundle) -> list[str]:
    """References of what may not go as it was frozen.

    It was taken back since, or allowed differently, or something in it was covered or uncovered.
    """
    items = bundle.items.filter(kind__in=[ItemKind.TESTIMONY, ItemKind.CLAIM])
    found = items.select_related("testimony__submission", "claim__submission")
    return [str(item.testimony or item.claim) for item in found if not _still_goes(item, bundle)]


def _still_goes(item: BundleItem, bundle: Bundle) -> bool:
    record = item.testimony or item.claim
    decision = privacy.access_to(record.submission) if record else None
    return (
        record is not None
        and decision is not None
        and decision.consent.pk == item.consent_id
        and decision.access.for_institution(bundle.target.profile.institution.code)
        and not redactions.changed_since(record.submission, bundle.frozen_at)
        and record_papers.are_still_agreed(item.snapshot)
    )


def of_testimony(
    testimony: Testimony, decision: Decision, *, to_archive: bool = False
) -> dict[str, Any]:
    """As it may go by that decision."""
    goes = Going(testimony.submission, to_archive)
    access = decision.access
    words = public_words(testimony, replace(access, text=Level.PUBLIC))
    papers = testimony.submission.evidence.of_the_matter()
    veil = redactions.veil_over(testimony.submission.case_id)
    return {
        **_record(ItemKind.TESTIMONY, testimony.reference, testimony.submission, decision),
        "accepted_on": _day(testimony.accepted_at),
        "name": words.name,
        "text": words.text,
        "verification": testimony.verification,
        "evidence": record_papers.of(papers, access, veil, goes),
    }


def of_claim(claim: Claim, decision: Decision, *, to_archive: bool = False) -> dict[str, Any]:
    """As it may go by that decision."""
    goes = Going(claim.submission, to_archive)
    access = decision.access
    items = list(claim.items.order_by("head"))
    of_items, of_right = Q(claim_items__in=items), Q(authority_of=claim)
    papers = Evidence.objects.in_use().filter(of_items | of_right).distinct()
    is_named = access.identity == Identity.FULL_NAME
    veil = redactions.veil_over(claim.submission.case_id)
    hidden = veil.hiding(names_withheld(claim.submission))
    return {
        **_record(ItemKind.CLAIM, claim.reference, claim.submission, decision),
        "name": _name(claim.submission, access),
        "standing": claim.standing,
        "forum_country": claim.forum_country,
        "authority": _text(claim.told, "authority"),
        "authority_papers": _uuids(claim.authority_papers),
        "earlier_recognition": _words(claim.told, "earlier_words", hidden) if is_named else "",
        "awards": [_award(each, hidden) for each in claim.awards.order_by("pk")]
        if is_named
        else [],
        "items": [
            {
                "head": item.head,
                "method": item.method,
                "amount": _text(item.told, "amount"),
                "currency": _text(item.told, "currency"),
                "money_of": _words(item.told, "money_of", veil),
                "measures": item.measures,
                "description": _words(item.told, "description", hidden) if is_named else "",
                "evidence": _uuids(item.evidence),
            }
            for item in items
        ],
        "evidence": record_papers.of(papers, access, veil, goes),
    }


def _award(award: EarlierAward, hidden: Veil) -> dict[str, str]:
    return {
        "kind": award.kind,
        "given": award.given_edtf,
        **{part: _words(award.told, part, hidden) for part in ("by", "paper")},
        **{part: _text(award.told, part) for part in ("amount", "currency")},
    }


def _uuids(papers: Any) -> list[str]:
    """In the order in which they were added, the pages of one in theirs."""
    kept = evidence.in_order(papers.in_use())
    return [str(each.page.uuid) for each in kept]


def _record(
    kind: ItemKind, reference: str, submission: Submission, decision: Decision
) -> dict[str, Any]:
    access, consent = decision.access, decision.consent
    is_named = access.identity == Identity.FULL_NAME
    mentions = [each for each in _mentions(submission) if not _is_taken_back(each.submission)]
    return {
        "schema": SCHEMA,
        "kind": kind.value,
        "reference": reference,
        "language": submission.language,
        "submitted_on": _day(submission.submitted_at),
        "channel": submission.channel,
        "with_help": submission.assisted_by is not None,
        "questionnaire": {
            "version": submission.questionnaire.version,
            "sha256": submission.questionnaire.sha256,
            "voice": submission.voice,
        },
        "consent": {
            "version": consent.version,
            "given_on": _day(consent.given_at),
            "language": consent.language,
            "text_sha256": consent.text_sha256,
        },
        "identity_shown_as": access.identity,
        **people.told(mentions, submission, is_named=is_named),
    }


def _mentions(submission: Submission) -> list[PersonMention]:
    """Whom it is about: a claim beside a testimony says nothing again that stands there."""
    everybody = PersonMention.objects.order_by("pk").prefetch_related(*people.WITH)
    own = list(everybody.filter(submission=submission))
    return own or list(everybody.filter(submission__case=submission.case_id))


def _is_taken_back(submission: Submission | None) -> bool:
    """A claim stays when the testimony beside it is withdrawn; what was told there does not go."""
    decision = privacy.access_to(submission) if submission else None
    return decision is None or decision.access.text == Level.NOBODY


def _name(submission: Submission, access: Access) -> str:
    told_about = [each for each in _mentions(submission) if each.role in TOLD_ABOUT]
    names = [name for mention in told_about for name in mention.names.all()]
    written: dict[str, str] = next((n.written for n in names if n.type == NameType.NOW), {})
    return name_as(
        access.identity, given=written.get("given", ""), surname=written.get("surname", "")
    )


def _day(at: datetime | None) -> str:
    return localdate(at).isoformat() if at else ""


def _words(told: Any, part: str, hidden: Veil) -> str:
    return hidden.over(_text(told, part))


def _text(told: Any, part: str) -> str:
    return str((told or {}).get(part) or "").strip()
