"""The kinds of lists that we read, and why one cannot be read, in words for whoever brought it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

CSV, XLSX, ODS, GEDCOM = "csv", "xlsx", "ods", "gedcom"


class Problem(models.TextChoices):
    EMPTY = "empty", _("This file has no rows.")
    NOT_A_LIST = (
        "not_a_list",
        _("This is not a list that we read. We take CSV, XLSX, ODS and GEDCOM."),
    )
    ENCODING = (
        "encoding",
        _("This file does not say in which encoding it is written. Choose one."),
    )
    WRONG_ENCODING = (
        "wrong_encoding",
        _("This file is not written in the encoding that was chosen. Choose another one."),
    )
    SHEETS = "sheets", _("Several sheets of this workbook are filled. Say which one to read.")
    NO_HEADINGS = "no_headings", _("The first row has no headings. Write one over each column.")
    TOO_WIDE = "too_wide", _("This list has more than 200 columns. Leave out what is empty.")
    TOO_MUCH = (
        "too_much",
        _("Reading this file takes more than we have. Divide it, or save it as CSV."),
    )
    LOCKED = "locked", _("This file is locked with a password. Bring a copy without one.")
    DAMAGED = "damaged", _("This file is damaged and does not open.")


class Unreadable(Exception):
    """Its text is a `Problem`."""
