"""Fixing what goes into a bundle, in one short transaction."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import asked, checkpoints, notices, seal, snapshots, statements
from petitions.ledger import actions as ledger
from petitions.models import Bundle, BundleItem, PetitionTarget
from petitions.models.bundle import Because, Content
from petitions.models.bundle_item import ItemKind
from petitions.signing import actions as signing
from testimonies.custody import log as custody
from testimonies.custody import queries as chain
from testimonies.errors import Refusal

COUNTED_AS = {ItemKind.TESTIMONY: "testimonies", ItemKind.CLAIM: "claims"}


class Nothing(Refusal):
    """There is nothing new to put into a bundle."""


@dataclass(frozen=True)
class Why:
    """On which occasion a bundle is made, by whom, and what they or the schedule say."""

    because: Because = Because.HAND
    reason: str = ""
    by: User | None = None


BY_HAND = Why()


def freeze(
    target_id: int,
    cut_off: datetime,
    *,
    content: Content = Content.SIGNATURES,
    why: Why = BY_HAND,
) -> Bundle:
    """Take everything new up to the cut-off, once: a second call finds the same bundle.

    Takes signatures confirmed before the cut-off whose consent names this target and which no
    earlier bundle carried, with notices of those taken back since; or testimonies and claims
    whose consent names the institution. Raises `Nothing` when there is nothing new.

    Each signature lies below the checkpoint that the bundle carries: what is confirmed is counted
    first, in a transaction of its own, so that nobody's counting waits for the freeze.
    """
    if content == Content.SIGNATURES:
        signing.count_signatures(wait=True)
    return freeze_counted(target_id, cut_off, content, why)


@transaction.atomic
def freeze_counted(target_id: int, cut_off: datetime, content: Content, why: Why) -> Bundle:
    """The same, of what has been counted before."""
    target = lock_target(target_id)
    own = Bundle.objects.filter(target=target, content=content)
    if known := own.living().filter(cut_off=cut_off).first():
        return known
    if cut_off > statements.clock():
        raise Refusal(_("The cut-off lies in the future."))

    ((pk,),) = statements.ask(statements.NEXT_BUNDLE)
    frozen: dict[str, Any] = {
        "custody_head": chain.chain_head(),
        "seal_level": seal.configured_level(),
        "asked": asked.frozen(target),
    }
    if content == Content.SIGNATURES:
        head = ledger.checkpoint(target.petition_id)
        counts = _take_signatures(pk, target, cut_off, head.size if head else 0)
        frozen["ledger"] = checkpoints.frozen(head) if head else None
    else:
        counts = _take_records(pk, target, cut_off)
        frozen["list_in_words"] = True
    last = own.order_by("-number").first()
    bundle = Bundle.objects.create(
        pk=pk,
        target=target,
        content=content,
        number=last.number + 1 if last else 1,
        cut_off=cut_off,
        because=why.because,
        reason=why.reason.strip()[:300],
        frozen=frozen | {"counts": counts},
    )
    custody.record(
        "bundle.frozen",
        bundle,
        by=why.by,
        number=bundle.number,
        because=bundle.because,
        reason=bundle.reason,
        counts=counts,
    )
    return Bundle.objects.get(pk=pk)  # with the time of the database


def freeze_what_is_new(
    target_id: int, cut_off: datetime | None = None, why: Why = BY_HAND
) -> list[Bundle]:
    """A bundle of signatures and one of records, each if there is any; up to now unless told."""
    until, frozen = cut_off or statements.clock(), []
    for content in Content:
        try:
            frozen.append(freeze(target_id, until, content=content, why=why))
        except Nothing:
            continue
    return frozen


def lock_target(target_id: int) -> PetitionTarget:
    """Whatever adds or takes away bundles of a target does so one after the other."""
    return PetitionTarget.objects.select_for_update(no_key=True).get(pk=target_id)


def _take_signatures(
    bundle: int, target: PetitionTarget, cut_off: datetime, below: int
) -> dict[str, Any]:
    place = {"bundle": bundle, "target": target.pk, "cut_off": cut_off}
    own = {"kind": ItemKind.SIGNATURE, "petition": target.petition_id, "below": below}
    with statements.in_one_pass():
        signatures = statements.run(statements.TAKE_SIGNATURES, **own, **place)
        withdrawals = statements.run(
            statements.TAKE_WITHDRAWALS, kind=ItemKind.WITHDRAWAL, **place
        )
    if not (signatures or withdrawals):
        raise Nothing(_("There is nothing new for this institution."))
    by_assurance: Counter[str] = Counter()
    by_country: Counter[str] = Counter()
    for assurance, country, count in statements.ask(statements.COUNT, bundle=bundle):
        by_assurance[assurance] += count
        by_country[country] += count
    return {
        "signatures": signatures,
        "withdrawals": withdrawals,
        "by_assurance": by_assurance,
        "by_country": by_country,
    }


def _take_records(bundle: int, target: PetitionTarget, cut_off: datetime) -> dict[str, Any]:
    if not target.profile.institution.encryption_key:
        raise Nothing(_("The institution has given no key, and records travel encrypted only."))
    counts = dict.fromkeys(COUNTED_AS.values(), 0)
    for taken in snapshots.collect(target, cut_off):
        name = COUNTED_AS[taken.kind]
        counts[name] += 1
        BundleItem.objects.create(
            bundle_id=bundle,
            target=target,
            kind=taken.kind,
            position=counts[name],
            testimony=taken.testimony,
            claim=taken.claim,
            consent=taken.consent,
            snapshot=taken.snapshot,
        )
    if told := notices.take(bundle, notices.collect(target, cut_off)):
        counts["notices"] = told
    if not any(counts.values()):
        raise Nothing(_("There is nothing new for this institution."))
    return counts
