"""Used by whoever has a reason to write, and by the desk that decides to write again."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.correspondence.requests import queries as outward
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.letters import kinds, pacing
from testimonies.letters.actions import bouncing
from testimonies.models.letter import Letter, State

#: What a person may decide to send once more.
ENDED_BADLY = frozenset({State.MAYBE_SENT, State.FAILED, State.BOUNCED, State.NOT_SENT})


def queue(kind: str, *, to: str, language: str, **words: Any) -> Letter:
    """Write a letter down in the current transaction. `words` is what its template needs."""
    return Letter.objects.create(
        kind=kind,
        language=language,
        contents={"to": to, **words},
        priority=kinds.priority(kind),
        domain_key=pacing.domain_key(to),
    )


@transaction.atomic
def send_again(letter_id: int, *, by: User) -> Letter:
    """A person has decided: what failed, came back, or may have gone, is sent once more."""
    letter = Letter.objects.select_for_update(no_key=True).get(pk=letter_id)
    if letter.state not in ENDED_BADLY:
        raise Refusal(_("This letter has been sent, or waits for its turn."))
    if letter.kind in outward.KINDS:  # there it is looked at whether it may go
        raise Refusal(_("This went to an archive. Open that letter, and ask them again there."))

    letter.state = State.QUEUED
    letter.attempts, letter.problem = 0, ""
    letter.next_attempt_at = now()
    letter.save(update_fields=["state", "attempts", "problem", "next_attempt_at"])
    bouncing.trust_again(letter.contents["to"])
    custody.record("letter.sent_again", letter, by=by)
    return letter
