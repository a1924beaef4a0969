"""What may be answered instead of what is asked. Kept beside the pages, under a name of its own.

{"instead": {"story": "unsaid", "periods": "later", "periods/1f2e3d4c/2": "unknown"}}: the page,
or the page, the entry and its part.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

KEY = "instead"


class Instead(models.TextChoices):
    UNKNOWN = "unknown", _("I do not know")
    UNSAID = "unsaid", _("I would rather not say")
    LATER = "later", _("Later")


def pressed(sent: Mapping[str, str], offered: Collection[Instead]) -> str | None:
    """Which of the buttons was pressed on a page; None says: leave it as it was."""
    said = sent.get(KEY, "")
    if said:
        return said if said in offered else None
    return None if "pause" in sent or "back" in sent else ""


def place_of(page: str, entry: str = "", part: int = 1) -> str:
    return f"{page}/{entry}/{part}" if entry else page


def given(answers: Mapping[str, Any], place: str) -> str:
    """What was answered instead at this place; empty where nothing was."""
    return str(answers.get(KEY, {}).get(place, ""))


def given_within(answers: Mapping[str, Any], place: str) -> list[str]:
    """The same for a place and every place inside it."""
    return [said for each, said in answers.get(KEY, {}).items() if is_within(each, place)]


def is_within(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(f"{outer}/")


def at_pages(answers: Mapping[str, Any], pages: Collection[str]) -> dict[str, str]:
    """What was answered instead on these pages and inside them."""
    said = answers.get(KEY, {})
    return {place: words for place, words in said.items() if place.partition("/")[0] in pages}


def with_answer(answers: Mapping[str, Any], place: str, said: str) -> dict[str, Any]:
    """The answers with this one instead at that place; an empty one takes it away."""
    others = {each: words for each, words in answers.get(KEY, {}).items() if each != place}
    return {**answers, KEY: {**others, place: said} if said else others}


def without(answers: Mapping[str, Any], place: str) -> dict[str, Any]:
    """As if nothing had been answered instead at this place or inside it."""
    kept = {each: s for each, s in answers.get(KEY, {}).items() if not is_within(each, place)}
    return {**answers, KEY: kept}
