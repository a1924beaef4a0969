"""Areas of a page and times of a recording, as they are kept and given to whoever covers them.

Pure. An area is measured in parts of its page, so that it does not matter how large it is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: Smaller than that covers nothing that could be read: a slip of the hand.
LEAST = 0.002
#: The right and the lower edge, with what counting in parts loses.
EDGE = 1.0001


class Sense(TextChoices):
    SOUND = "sound", _("the sound")
    PICTURE = "picture", _("the picture")
    BOTH = "both", _("sound and picture")


@dataclass(frozen=True)
class Area:
    """Of a page (from 1): the corner above on the left, width and height, each from 0 to 1."""

    page: int
    x: float
    y: float
    width: float
    height: float

    def is_on_its_page(self) -> bool:
        inside = 0 <= self.x < 1 and 0 <= self.y < 1 and self.page >= 1
        ends = self.x + self.width <= EDGE and self.y + self.height <= EDGE
        return inside and ends and min(self.width, self.height) >= LEAST


@dataclass(frozen=True)
class Stretch:
    """Of a recording: from when to when, in seconds, and what of it is covered."""

    start: float
    end: float
    sense: str = Sense.BOTH


def as_plain(parts: Iterable[Area | Stretch]) -> list[dict[str, Any]]:
    return [asdict(part) for part in parts]


def areas(told: Iterable[Mapping[str, Any]]) -> list[Area]:
    return [Area(**each) for each in told]


def stretches(told: Iterable[Mapping[str, Any]]) -> list[Stretch]:
    return [Stretch(**each) for each in told]
