"""Signatures by day as a drawing of our own making: no script, no style, no outside program."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT = 720, 160
#: More days than this are drawn by the week, so that a bar can be seen.
MOST_BARS = 90
#: And not fewer, so that a first day is not a wall.
FEWEST_BARS = 14

Days = Sequence[tuple[date, int]]


def bars(days: Days) -> Days:
    """Every day from the first to the last, or every week when there are very many."""
    known = dict(days)
    first, last = min(known), max(known)
    step = 1 if (last - first).days < MOST_BARS else 7
    starts = [
        first + timedelta(days=step * number) for number in range((last - first).days // step + 1)
    ]
    return [
        (start, sum(known.get(start + timedelta(days=more), 0) for more in range(step)))
        for start in starts
    ]


def draw(days: Days) -> SafeString:
    """An SVG of bars; what they say stands in a table beside it."""
    drawn = bars(days)
    highest = max(total for _day, total in drawn)
    width = WIDTH / max(len(drawn), FEWEST_BARS)
    gap = min(2.0, width / 4)
    rectangles = (
        (
            f"{place * width:.1f}",
            f"{HEIGHT - HEIGHT * total / highest:.1f}",
            f"{width - gap:.1f}",
            f"{HEIGHT * total / highest:.1f}",
        )
        for place, (_day, total) in enumerate(drawn)
    )
    return format_html(
        '<svg class="bars" viewBox="0 0 {} {}" aria-hidden="true" focusable="false">{}</svg>',
        WIDTH,
        HEIGHT,
        format_html_join("", '<rect x="{}" y="{}" width="{}" height="{}"/>', rectangles),
    )
