"""Letting a file be judged once more, and forgetting those that never counted."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import Hold, SignedContainer
from petitions.models.container import State
from petitions.signing.qualified import queries, rules
from testimonies.custody import log as custody
from testimonies.errors import Refusal

BATCH = 500


@transaction.atomic
def check_again(container_id: int, *, by: User) -> SignedContainer:
    """Somebody at the desk thinks that it may count now, for instance with a newer trust store."""
    container = SignedContainer.objects.lock(container_id)
    if not SignedContainer.objects.filter(pk=container_id, content__isnull=False).exists():
        raise Refusal(_("The file is no longer kept."))
    take_up(container)
    custody.record("container.checked_again", container, by=by)
    return container


def sweep() -> int:
    """Take up what waited for a trust store, forget what was refused long ago. Idempotent."""
    return _take_up_unverified() + forget_refused()


@transaction.atomic
def forget_refused() -> int:
    """Erase refused files and what was typed beside them; reference and reason stay.

    A legal hold keeps them.
    """
    old = SignedContainer.objects.filter(
        state=State.REFUSED,
        content__isnull=False,
        checked_at__lt=now() - rules.FORGET_REFUSED_AFTER,
    ).exclude(Exists(Hold.objects.open().filter(petition=OuterRef("petition"))))
    waiting = list(old.without_content().select_for_update(no_key=True, skip_locked=True)[:BATCH])
    for container in waiting:
        container.content, container.told = None, {}
        container.save(update_fields=["content", "told"])
        custody.record("container.forgotten", container)
    return len(waiting)


def take_up(container: SignedContainer) -> None:
    container.must_allow(State.RECEIVED)
    container.state, container.reason = State.RECEIVED, ""
    container.attempts, container.next_attempt_at = 0, now()
    container.save(update_fields=["state", "reason", "attempts", "next_attempt_at"])


def _take_up_unverified() -> int:
    if not queries.has_trust_store():
        return 0
    unverified = SignedContainer.objects.filter(state=State.UNVERIFIED, erased_at=None)
    waiting = list(unverified.values_list("pk", flat=True)[:BATCH])
    for pk in waiting:
        with transaction.atomic():
            container = SignedContainer.objects.lock(pk)
            if container.state == State.UNVERIFIED and not container.erased_at:
                take_up(container)
    return len(waiting)
