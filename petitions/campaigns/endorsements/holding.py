"""A file that came with an unfinished form is kept meanwhile, so that nobody chooses it twice.

The form carries a signed word of it; nothing in the database does. What is never sent again is
erased after a day.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.core import signing

from petitions.campaigns.endorsements.rules import Held

LONGEST = 12 * 3600
_SALT = "petitions.endorsements.held"


def word_of(field: str, held: Held) -> str:
    """SECURITY: good for this field alone, or a document could be shown to everybody as a logo."""
    return signing.dumps(asdict(held), salt=f"{_SALT}.{field}")


def behind(field: str, word: str) -> Held | None:
    """None for anything that we did not sign for this field within half a day."""
    try:
        told: dict[str, Any] = signing.loads(word, salt=f"{_SALT}.{field}", max_age=LONGEST)
    except signing.BadSignature:
        return None
    return Held(**told)
