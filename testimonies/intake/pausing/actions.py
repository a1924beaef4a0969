"""The way back by letter, on behalf of whoever holds a draft."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils.timezone import now

from testimonies.custody import log as custody
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import queries
from testimonies.intake.pausing import links
from testimonies.letters import actions as letters
from testimonies.models import Draft
from testimonies.models.custody import Actor

#: A button that is pressed twice asks for one letter.
AT_ONCE = timedelta(minutes=1)


@transaction.atomic
def send_way_back(draft_id: int, *, to: str, language: str) -> None:
    """Keep an address for this draft and write there how to come back. Never the code.

    The link in the letter is good until another letter is asked for, whatever the address, or
    the draft is handed in, expires, or is erased.
    """
    draft = drafts.take_up(draft_id)
    at = now()
    is_again = draft.link_made_at is not None and draft.link_made_at > at - AT_ONCE
    if draft.email == {"address": to} and is_again:
        return
    draft.email, draft.link, draft.link_made_at = {"address": to}, uuid4(), at
    draft.save(update_fields=["email", "link", "link_made_at"])
    letters.queue(
        "way_back",
        to=to,
        language=language,
        day=queries.last_day(draft, language),
        token=links.token_of(draft),
    )
    custody.record("draft.link_sent", draft, actor=Actor.SUBMITTER)


@transaction.atomic
def end_way_back(draft_id: int) -> Draft:
    """The link opens nothing any more, and no letter goes to that address. Idempotent."""
    draft = drafts.take_up(draft_id)
    if draft.link is None and draft.email is None:
        return draft
    draft.email, draft.link, draft.link_made_at = None, None, None
    draft.save(update_fields=["email", "link", "link_made_at"])
    custody.record("draft.link_ended", draft, actor=Actor.SUBMITTER)
    return draft
