"""The short form: what matters most, under the same numbers, and sheets to go on (decision 0163).

Forty pages frighten whoever is 88. A story and a handful of facts are a testimony already; what is
left out can be told later, by letter, on the telephone, or on the pages of the case.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.claims.questions import CLAIM
from testimonies.intake.printed.form_code import Asks
from testimonies.intake.questions import TESTIMONY


class Length(models.TextChoices):
    SHORT = "short", _("The short form: what matters most, and a sheet to go on")
    WHOLE = "whole", _("Every question")


NAME = frozenset({"given", "patronymic", "surname"})
#: Page → its controls that are asked. What is not here is not asked.
CONTROLS: Mapping[str, frozenset[str]] = {
    "teller": frozenset({"about", "relation", "own_name"}),
    "alive": frozenset({"alive"}),
    "organisation": frozenset({"organisation", "office"}),
    "story": frozenset({"story"}),
    "name": NAME,
    "other-names": NAME | {"note"},
    "birth": frozenset({"birth", "birth_place"}),
    "periods": frozenset({"type", "start", "end", "from_place", "to_place"}),
    "one-more-page": frozenset({"open"}),
    "fate": frozenset({"death", "death_place"}),
    "papers": frozenset({"caption"}),
    "standing": frozenset({"standing", "authority"}),
    "heads": frozenset({"heads"}),
    "earlier": frozenset({"earlier", "earlier_words"}),
    "forum": frozenset({"country"}),
}
#: Lines to write on, where it is another number than that of the whole form.
LINES: Mapping[str, int] = {"story": 16, "earlier_words": 2, "description": 2}
#: Of a list one entry, and of the papers so many lines.
ENTRIES, PAPERS = 1, 4
#: Rows of the sheet to go on.
ROWS = 18
#: SECURITY: what somebody allows, and how they are reached, is asked whole on every form.
WHOLE_PAGES = TESTIMONY.consent | CLAIM.consent | {"contact", "under-seal"}


def asks_page(page: str) -> bool:
    return page in CONTROLS or page in WHOLE_PAGES or is_said_briefly(page)


def is_said_briefly(page: str) -> bool:
    """Thirteen times the same question about another harm: once is enough to explain it."""
    return page.startswith("head-")


def asks_control(page: str, control: str) -> bool:
    if page in WHOLE_PAGES:
        return True
    return control in CONTROLS.get(page, frozenset({"description"}))


def has_sheet_to_go_on(asks: Asks, length: Length) -> bool:
    return length == Length.SHORT and asks != Asks.SEALED
