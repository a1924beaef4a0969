"""The link in a letter that leads back to a draft: good until another one takes its place.

Nothing that opens anything is stored: the database knows what a link speaks of, and without the
key nobody can make the link of it.
"""

from __future__ import annotations

from testimonies.models import Draft
from testimonies.privacy import tokens

PURPOSE = "way-back"


def token_of(draft: Draft) -> str:
    """Empty where no letter has been asked for."""
    return tokens.make(PURPOSE, draft.link) if draft.link else ""


def draft_of(token: str) -> Draft | None:
    """None for every link that has ended, and for everything that never was one."""
    link = tokens.read(PURPOSE, token)
    if link is None:
        return None
    return Draft.objects.unfinished().select_related("case").filter(link=link).first()
