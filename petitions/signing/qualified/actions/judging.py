"""What a worker does with a received file, between two short transactions."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import translation
from django.utils.timezone import now

from petitions.campaigns import queries as campaigns
from petitions.models import Signature, SignedContainer
from petitions.models.container import State
from petitions.signing import actions as signing
from petitions.signing.closing import Closed
from petitions.signing.once import InAnotherWindow
from petitions.signing.qualified import examiner, queries, reasons, rules
from petitions.signing.qualified.examiner import TrustUnusable
from petitions.signing.qualified.reasons import NotNow, Reason, Wrong
from petitions.signing.qualified.verification import Proof
from testimonies.custody import log as custody
from testimonies.letters import actions as letters
from testimonies.models.switch import Part
from testimonies.privacy import vault
from testimonies.switches import queries as switches
from testimonies.switches.queries import Paused

log = logging.getLogger(__name__)


def check(container_id: int) -> SignedContainer:
    """Judge what was received. Idempotent; of two workers one does it, the other leaves."""
    container = _begin(container_id)
    if container is None:
        return SignedContainer.objects.without_content().get(pk=container_id)
    content = vault.open_bytes(
        bytes(container.content or b""), place=queries.CONTENT, row=container.uuid
    )
    try:
        proof = examiner.examine(content, container.petition_id, queries.statements())
        return _verified(container_id, proof) if proof.is_trusted else _unverified(container_id)
    except Wrong as wrong:
        return _refused(container_id, wrong.reason)
    except (TrustUnusable, Paused, InAnotherWindow) as held_up:
        if isinstance(held_up, TrustUnusable):
            log.error("the trust store cannot be read; container %s waits", container.pk)
        return _waiting(container_id)
    except NotNow:
        if container.attempts >= rules.MOST_ATTEMPTS:
            return _refused(container_id, Reason.NO_STATUS)
    return container


@transaction.atomic
def _begin(container_id: int) -> SignedContainer | None:
    """Count the attempt first: a file that kills its worker is tried ever more rarely.

    While signing is turned off nothing is tried, and the next sweep asks again.
    """
    if not switches.is_on(Part.SIGNING):
        return None
    container = SignedContainer.objects.select_for_update(no_key=True).get(pk=container_id)
    if container.state != State.RECEIVED or container.next_attempt_at > now():
        return None
    container.next_attempt_at = now() + rules.pause(container.attempts)
    container.attempts += 1
    container.save(update_fields=["next_attempt_at", "attempts"])
    return container


@transaction.atomic
def _waiting(container_id: int) -> SignedContainer:
    """It is not up to the file, nor to its issuer: however long this lasts, it is tried again."""
    container = SignedContainer.objects.lock(container_id)
    container.attempts = min(container.attempts, rules.MOST_OF_OURS)
    container.save(update_fields=["attempts"])
    return container


@transaction.atomic
def _verified(container_id: int, proof: Proof) -> SignedContainer:
    """The container and the signature that it makes, in one act."""
    container = SignedContainer.objects.lock(container_id)
    if container.state != State.RECEIVED:
        return container
    container.must_allow(State.VERIFIED)
    campaign = campaigns.campaign(container.petition.slug, container.language)
    if campaign is None:
        raise Wrong(Reason.CLOSED)
    told = container.told
    weaker = Signature.objects.filter(reference=told["replaces"], petition=campaign.pk).first()
    own = rules.proven(
        told, proof, language=container.language, replaces=weaker.pk if weaker else None
    )
    if queries.was_withdrawn_since(campaign.uuid, own.identity, proof.signed_at):
        raise Wrong(Reason.WITHDRAWN)
    try:
        signature = signing.sign_proven(campaign, own, received_at=container.received_at)
    except Closed as closed:
        raise Wrong(Reason.CLOSED) from closed

    is_first = not signature.containers.exists()
    is_fresh = rules.shows_its_holder(proof.signed_at, container.received_at)
    container.state, container.kind = State.VERIFIED, proof.kind
    container.signature, container.statement_id = signature, proof.statement
    container.signed_at, container.checked_at = proof.signed_at, now()
    container.opens_signature = is_first or is_fresh
    container.told = {}  # it lives on with the signature
    container.save()
    custody.record("container.verified", container)
    return container


@transaction.atomic
def _unverified(container_id: int) -> SignedContainer:
    container = SignedContainer.objects.lock(container_id)
    if container.state != State.RECEIVED:
        return container
    container.must_allow(State.UNVERIFIED)

    container.state, container.checked_at = State.UNVERIFIED, now()
    container.save(update_fields=["state", "checked_at"])
    custody.record("container.unverified", container)
    return container


@transaction.atomic
def _refused(container_id: int, reason: Reason) -> SignedContainer:
    container = SignedContainer.objects.lock(container_id)
    if container.state != State.RECEIVED:
        return container
    container.must_allow(State.REFUSED)

    container.state, container.reason = State.REFUSED, reason
    container.checked_at = now()
    container.save(update_fields=["state", "reason", "checked_at"])
    custody.record("container.refused", container, reason=reason)
    _write_why(container)
    return container


def _write_why(container: SignedContainer) -> None:
    email = container.told.get("email")
    if not email:
        return
    slug = container.petition.slug
    with translation.override(container.language):
        why = f"{reasons.sentence(container.reason)} {reasons.advice(container.reason)}".strip()
    letters.queue(
        "container_refused",
        to=email,
        language=container.language,
        title=campaigns.title(slug, container.language),
        why=why,
        slug=slug,
        reference=container.reference,
    )
