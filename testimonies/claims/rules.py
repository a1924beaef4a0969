"""What holds for claims without looking at the database."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from babel.numbers import is_currency
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.errors import Refusal

MOST_DIGITS = 15
#: The last group of digits is the fraction when it has one or two; three make thousands.
FRACTION = re.compile(r"^(?P<whole>[\d .,'’]*?)(?:[.,](?P<part>\d{1,2}))?$")


class NotRecordable(models.TextChoices):
    """Why a claim cannot be recorded."""

    OUTSIDE_PERIOD = "outside_period", gettext_lazy("It lies outside the period")
    OUTSIDE_TERRITORY = "outside_territory", gettext_lazy("It lies outside the territory")
    NO_STANDING = "no_standing", gettext_lazy("Another person would have to claim")
    IDENTITY = "identity_not_shown", gettext_lazy("It is not clear who claims")
    DUPLICATE = "duplicate", gettext_lazy("It has been recorded before")
    EXCLUSION = "exclusion", gettext_lazy("The law excludes it")
    NOT_REPRESSION = "not_about_repression", gettext_lazy("It is not about repression")


class Authority(models.TextChoices):
    """The paper by which somebody may claim for another person."""

    NONE = "none_declared", gettext_lazy("None, or none that I know of")
    POWER_OF_ATTORNEY = "power_of_attorney", gettext_lazy("A power of attorney")
    COURT_ORDER = "court_order", gettext_lazy("A decision of a court")
    INHERITANCE = "inheritance_certificate", gettext_lazy("A certificate of inheritance")
    MANDATE = "membership_mandate", gettext_lazy("A mandate from members")


def read_currency(typed: str) -> str:
    """An ISO 4217 code where one was written, old and new ones alike; else as it was told."""
    words = " ".join(typed.split())
    code = {"€": "EUR", "$": "USD", "£": "GBP"}.get(words, words.upper())
    return code if is_currency(code) else words


def read_amount(typed: str) -> str:
    """``1 234,50`` → ``1234.50``: an amount as people write it in any of our languages."""
    found = FRACTION.match(" ".join(typed.split()))
    whole = re.sub(r"\D", "", found["whole"]) if found else ""
    if not found or not whole or len(whole) > MOST_DIGITS:
        raise Refusal(_("Write the amount in digits, for example 1 250 or 1 250,50."))
    try:
        return str(Decimal(f"{whole}.{found['part'] or '0'}").quantize(Decimal("0.01")))
    except InvalidOperation as error:
        raise Refusal(_("This amount is too large to be written down here.")) from error
