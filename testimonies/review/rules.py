"""What review decides without asking the database."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class DeclineReason(TextChoices):
    NOT_ABOUT_REPRESSION = "not_about_repression", _("It does not tell of repression")
    DUPLICATE = "duplicate", _("It has been handed in before")
    NOT_SERIOUS = "not_serious", _("It is not meant seriously")
    THIRD_PARTY = "third_party", _("It would harm somebody else")
    OTHER = "other", _("Another reason, explained in the message")
