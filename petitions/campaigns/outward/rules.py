"""What others repeat of a petition: round numbers, and by what names its news are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime

#: The first round number that is news.
FIRST_MILESTONE = 100
#: Up to here a card says the exact number.
EXACT = 100
_STEPS = (1, 2, 5)


def rounded(total: int) -> int:
    """What a card says: two figures and noughts, never more than there are."""
    if total < EXACT:
        return total
    step = int("1" + "0" * (len(str(total)) - 2))
    return total // step * step


def milestones(total: int) -> Iterator[int]:
    """100, 200, 500, 1000, 2000 …, as far as they have been reached."""
    power = FIRST_MILESTONE
    while power <= total:
        yield from (power * step for step in _STEPS if power * step <= total)
        power *= 10


def reached(days: Iterable[tuple[date, int]]) -> list[tuple[int, date]]:
    """Each milestone with the day on which it was first reached; `days` in their order.

    One that was lost again, because signatures were withdrawn, is none.
    """
    totals = []
    so_far = 0
    for day, signed in days:
        so_far += signed
        totals.append((so_far, day))
    return [
        (number, next(day for total, day in totals if total >= number))
        for number in milestones(so_far)
    ]


def tag(host: str, slug: str, opened_at: datetime, key: str, language: str) -> str:
    """A name that stays for ever (RFC 4151), also when an address changes."""
    return f"tag:{host},{opened_at:%Y-%m-%d}:petitions/{slug}/{key}/{language}"
