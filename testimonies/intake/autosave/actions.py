"""A word is kept in one statement, unless somebody else has written meanwhile (decision 0150)."""

from __future__ import annotations

from django.utils.timezone import now

from accounts import driver
from testimonies.errors import Refusal
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts.passages import Passage, Typed
from testimonies.intake.drafts.queries import BEGINS
from testimonies.intake.drafts.windows import Sent
from testimonies.models import Draft
from testimonies.privacy import vault

PLACE = "testimonies.draft.answers"
#: Whoever holds the row is waited for, and then it is looked at again as they left it.
KEEP = f"""
UPDATE testimonies_draft
SET answers = %(answers)s, page = %(page)s, visited_at = %(at)s, expires_at = %(until)s, warned = 0
WHERE id = %(id)s AND submitted_at IS NULL AND sealed_at IS NULL
  AND substring(answers FROM 1 FOR {BEGINS}) = %(read_as)s
"""  # noqa: S608


def keep(
    draft: Draft,
    passage: Passage,
    typed: Typed,
    *,
    said: str | None = None,
    sent: Sent | None = None,
) -> Draft:
    """As `drafts.write`, for a draft that has just been read.

    Where it is not any more what was read, or something is refused, it is taken up under a lock.
    """
    if draft.read_as is not None and _is_kept_at_once(draft, passage, typed, said, sent):
        return draft
    return drafts.write(draft.pk, passage, typed, said=said, sent=sent)


def _is_kept_at_once(
    draft: Draft, passage: Passage, typed: Typed, said: str | None, sent: Sent | None
) -> bool:
    try:
        answers = drafts.written(draft, passage, typed, said, sent)
        plain = vault.plain(answers)
        drafts.must_fit(plain)
    except Refusal:
        return False
    sealed, at = vault.seal_bytes(plain.encode(), place=PLACE, row=draft.uuid), now()
    until = at + drafts.KEPT
    row = {
        "id": draft.pk,
        "read_as": draft.read_as,
        "answers": sealed,
        "page": passage.page,
        "at": at,
        "until": until,
    }
    if not driver.send(KEEP, row).rowcount:
        return False
    draft.answers, draft.page, draft.read_as = answers, passage.page, sealed[:BEGINS]
    draft.visited_at, draft.expires_at, draft.warned = at, until, 0
    return True
