"""Used by the mail server, which hands over what came back, and by the sender."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now

from testimonies.letters import bounces
from testimonies.letters.bounces import Bounce
from testimonies.models.letter import Letter, LostMailbox, State

#: Only what went out can come back.
GONE = frozenset({State.SENT, State.MAYBE_SENT})


@transaction.atomic
def take_back(bounce: Bounce) -> bool:
    """Mark the letter that came back; False, and nothing changes, for what is none of ours.

    Safe to repeat. A mailbox that is gone for good gets no bulk mail from now on.
    """
    found = Letter.objects.select_for_update(no_key=True).filter(uuid=bounce.letter).first()
    if found is None or found.state not in GONE:
        return False
    found.state = State.BOUNCED
    found.bounced_at, found.bounce_status = now(), bounce.status
    found.sent_at = found.sent_at or found.bounced_at  # of what only may have gone we know it now
    found.save(update_fields=["state", "sent_at", "bounced_at", "bounce_status"])
    if bounce.is_for_good:
        lose(found.contents["to"], bounce.status)
    return True


def lose(address: str, status: str) -> None:
    """From now on no bulk mail goes to this mailbox."""
    key = bounces.mailbox_key(address)
    LostMailbox.objects.get_or_create(key=key, defaults={"status": status})


def trust_again(address: str) -> None:
    LostMailbox.objects.filter(key=bounces.mailbox_key(address)).delete()
