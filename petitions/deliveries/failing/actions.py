"""Used where a bundle or a delivery fails: one letter a failure, to the officers who asked."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries import turns
from petitions.models import Bundle, Delivery, FailureWatch
from petitions.models.delivery import Channel, State
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import actions as letters

RELEASES = "petitions.release_bundle"
MOST_ATTEMPTS = 12


def tell(thing: Bundle | Delivery) -> None:
    """In the transaction of the failure, with the row locked. Trying again in vain is no news.

    That it is tried again no more is news, also to those who read that it might be. Says which
    bundle it is, and not what went wrong: that stands at the desk.
    """
    if thing.told_at and not _waits_for_a_person(thing):
        return
    thing.told_at = now()
    thing.save(update_fields=["told_at"])
    bundle = thing.bundle if isinstance(thing, Delivery) else thing
    for watch in FailureWatch.objects.select_related("user"):
        if watch.user.has_perm(RELEASES):
            letters.queue(
                "something_failed",
                to=watch.user.email,
                language=settings.LANGUAGE_CODE,
                is_delivery=isinstance(thing, Delivery),
                is_over=_waits_for_a_person(thing),
                uuid=str(thing.uuid),
                institution=bundle.target.profile.institution.code,
                number=bundle.number,
            )


def _waits_for_a_person(thing: Bundle | Delivery) -> bool:
    """Nothing is tried again by itself."""
    if isinstance(thing, Delivery):
        return thing.state == State.FAILED
    return thing.stopped_at is not None


@transaction.atomic
def watch(*, by: User) -> None:
    """Write to this officer from now on. Safe to repeat."""
    found, is_new = FailureWatch.objects.get_or_create(user=by)
    if is_new:
        custody.record("failures.watched", found, by=by)


@transaction.atomic
def stop_watching(*, by: User) -> None:
    """Write to this officer no longer. Safe to repeat."""
    found = FailureWatch.objects.select_for_update().filter(user=by).first()
    if found:
        custody.record("failures.watched_no_longer", found, by=by)
        found.delete()


def is_watching(user: User) -> bool:
    return FailureWatch.objects.filter(user=user).exists()


def stumble(delivery_id: int, bug: Exception) -> None:
    """Say that there was a bug, and of which class: what it says may name somebody.

    A letter may have gone before, so it is not sent twice: a person looks.
    """
    is_letter = Delivery.objects.get(pk=delivery_id).channel == Channel.EMAIL
    said = _("An unexpected error: %s.") % type(bug).__name__
    put_off(delivery_id, said, is_final=is_letter)


@transaction.atomic
def put_off(delivery_id: int, problem: str, *, is_final: bool = False) -> None:
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state != State.SENDING:
        return
    if is_final or delivery.attempts >= MOST_ATTEMPTS:
        give_up(delivery, problem)
        return
    delivery.must_allow(State.QUEUED)

    delivery.state = State.QUEUED
    delivery.problem = problem[:300]
    delivery.save(update_fields=["state", "problem"])
    custody.record("delivery.put_off", delivery, attempt=delivery.attempts)
    tell(delivery)


@transaction.atomic
def wait(delivery_id: int, told: str, seconds: int) -> None:
    """Nothing failed, so no attempt is counted; recorded when something else is waited for."""
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state != State.SENDING:
        return
    delivery.must_allow(State.QUEUED)

    is_news = delivery.problem != told[:300]
    delivery.state = State.QUEUED
    delivery.problem = told[:300]
    delivery.attempts, delivery.next_attempt_at = 0, now() + timedelta(seconds=seconds)
    delivery.told_at = None
    delivery.save(update_fields=["state", "problem", "attempts", "next_attempt_at", "told_at"])
    if is_news:
        custody.record("delivery.waits", delivery, channel=delivery.channel)


@transaction.atomic
def nothing_arrived(delivery_id: int, *, proof: str, by: User) -> Delivery:
    """A person has asked: what was given up does not lie there. So its bundle may be discarded.

    Without that nobody could take back what a witness no longer allows, once a channel was asked.
    """
    delivery = Delivery.objects.lock(delivery_id)
    if delivery.state != State.FAILED or delivery.begun_at is None:
        raise Refusal(_("Only what was given up on its way can be written down as not arrived."))
    if not proof.strip():
        raise Refusal(_("Write how we know that nothing lies there."))
    if later := turns.gone_after(delivery):
        raise Refusal(
            _("Number %(number)s has gone and builds on this bundle. Send this one again.")
            % {"number": later}
        )

    begun, delivery.begun_at = delivery.begun_at, None
    delivery.save(update_fields=["begun_at"])
    custody.record(
        "delivery.nothing_arrived",
        delivery,
        by=by,
        begun_at=begun.isoformat(),
        proof=proof.strip()[:240],
    )
    return delivery


def was_killed(delivery: Delivery) -> str:
    """The attempt before this one ended without a word, and there were many."""
    said = _("After %(times)s attempts the worker was killed once more.")
    return said % {"times": delivery.attempts}


def give_up(delivery: Delivery, problem: str) -> None:
    """Wait for a person; the row is locked."""
    delivery.must_allow(State.FAILED)

    delivery.state = State.FAILED
    delivery.problem = problem[:300]
    delivery.save(update_fields=["state", "problem"])
    custody.record("delivery.stopped", delivery, attempt=delivery.attempts)
    tell(delivery)
