"""How well something is supported, in plain words. Never true or false."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from testimonies.models.testimony import Verification

#: What everybody reads beside a testimony.
IN_PLAIN_WORDS: dict[str, Promise] = {
    Verification.UNVERIFIED: _("As told. We have not compared it with other sources yet."),
    Verification.CONSISTENT: _("What it tells fits together. No other source is known yet."),
    Verification.BY_TESTIMONY: _("Somebody else tells the same, independently."),
    Verification.BY_DOCUMENT: _("A document shows the same."),
    Verification.DISPUTED: _("Other sources tell some of it differently."),
}
