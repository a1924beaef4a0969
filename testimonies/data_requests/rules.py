"""When a request about data has to be answered (GDPR, article 12(3))."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

MONTHS, EXTENSION = 1, 2
#: So long before its day a request stands on the first page of the desk.
SOON = 7


def due_on(received_on: date) -> date:
    """The day by which to answer. Where it is no working day, the law gives us more; we do not."""
    return months_later(received_on, MONTHS)


def extended_to(due: date) -> date:
    """By two further months, once, where it is complex, and they are told why within the first."""
    return months_later(due, EXTENSION)


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last one."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))
