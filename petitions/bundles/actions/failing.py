"""What is written down when a bundle cannot be made, and how a person has it tried again."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.deliveries.failing import actions as failing
from petitions.models import Bundle
from petitions.models.bundle import State
from testimonies.custody import log as custody
from testimonies.errors import Refusal

MOST_BUGS = 5  # attempts; then an unexpected error waits for a person
DONE = {State.SEALED, State.PROPOSED, State.RELEASED, State.DISCARDED}


@transaction.atomic
def fail(
    bundle_id: int,
    problem: str,
    pause: timedelta | None = None,
    *,
    is_bug: bool = False,
    is_final: bool = False,
) -> Bundle:
    """Write down what is wrong; `finish` tries again after a pause: this, or one that grows.

    What `is_final` waits for a person, as a bug does after some attempts.
    """
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state in DONE:
        return bundle  # another machine was quicker
    bundle.must_allow(State.FAILED)

    bundle.state = State.FAILED
    bundle.problem = problem[:300]
    if pause is not None:
        bundle.next_attempt_at = now() + pause
    if is_final or (is_bug and bundle.attempts >= MOST_BUGS):
        bundle.stopped_at = now()
    bundle.save(update_fields=["state", "problem", "next_attempt_at", "stopped_at"])
    custody.record("bundle.failed", bundle, attempt=bundle.attempts)
    failing.tell(bundle)
    return bundle


@transaction.atomic
def try_again(bundle_id: int, *, by: User) -> Bundle:
    """Do not wait for the pause after a failure to end."""
    bundle = Bundle.objects.lock(bundle_id)
    if bundle.state != State.FAILED:
        raise Refusal(_("Nothing went wrong with this bundle."))

    bundle.attempts, bundle.killed, bundle.next_attempt_at = 0, 0, now()
    bundle.stopped_at = bundle.told_at = None
    bundle.save(update_fields=["attempts", "killed", "next_attempt_at", "stopped_at", "told_at"])
    custody.record("bundle.tried_again", bundle, by=by)
    return bundle
