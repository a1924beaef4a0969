"""What review decides without asking the database."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from testimonies.models.consent import Identity
from testimonies.models.testimony import Part
from testimonies.privacy.rules import Access, Level


class DeclineReason(TextChoices):
    NOT_ABOUT_REPRESSION = "not_about_repression", _("It does not tell of repression")
    DUPLICATE = "duplicate", _("It has been handed in before")
    NOT_SERIOUS = "not_serious", _("It is not meant seriously")
    THIRD_PARTY = "third_party", _("It would harm somebody else")
    OTHER = "other", _("Another reason, explained in the message")


#: Each way to be named shows everything that those after it show.
_FROM_MOST_TO_LEAST = (
    Identity.FULL_NAME, Identity.FIRST_NAME, Identity.INITIALS, Identity.ANONYMOUS,
)  # fmt: skip


def public_parts(access: Access) -> list[str]:
    """What everybody may see, part by part."""
    levels = {
        Part.TEXT: access.text,
        Part.DOCUMENTS: access.documents,
        Part.PHOTOGRAPHS: access.photographs,
        Part.RECORDINGS: access.recording,
    }
    return [part.value for part, level in levels.items() if level == Level.PUBLIC]


def shows_no_more(shown: str, allowed: str) -> bool:
    """Whether somebody who is shown in one way may be so under a consent to the other."""
    if shown in {allowed, Identity.ANONYMOUS}:
        return True
    order = _FROM_MOST_TO_LEAST
    return shown in order and allowed in order and order.index(shown) >= order.index(allowed)
