"""The code at the foot of a printed form: which questions, in which words, stand on it.

``T-DEAD-ET-3F9A12BC``: what it is, the voice, the language, and the first eight hexadecimal
digits of the questionnaire's digest; a form for both has two of them, the testimony's first.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from testimonies.models.case import Voice

DIGITS = 8
WRITTEN = re.compile(
    rf"([TCBS])-([A-Z]+)-([A-Z]{{2}})-([0-9A-F]{{{DIGITS}}})(?:-([0-9A-F]{{{DIGITS}}}))?"
)


class Asks(models.TextChoices):
    """What a printed form asks."""

    TESTIMONY = "testimony", _("A testimony")
    CLAIM = "claim", _("A claim")
    BOTH = "both", _("A testimony and a claim in one form")
    SEALED = "sealed", _("The separate sheet about sexual violence, which is kept under seal")


LETTERS: dict[Asks, str] = {
    Asks.TESTIMONY: "T",
    Asks.CLAIM: "C",
    Asks.BOTH: "B",
    Asks.SEALED: "S",
}


@dataclass(frozen=True)
class FormCode:
    asks: Asks
    voice: Voice
    language: str
    #: The beginnings of the digests of its questionnaires.
    digests: tuple[str, ...]

    def __str__(self) -> str:
        parts = [LETTERS[self.asks], self.voice.name, self.language, *self.digests]
        return "-".join(parts).upper()


def of(asks: Asks, voice: Voice, language: str, digests: Sequence[str]) -> FormCode:
    """`digests` are whole."""
    return FormCode(asks, voice, language, tuple(each[:DIGITS].lower() for each in digests))


def read(typed: str) -> FormCode | None:
    """What somebody typed from the foot of a page; None when it is no such code."""
    found = WRITTEN.fullmatch(re.sub(r"[\s_–—]", "", typed).upper())
    if found is None or found[2] not in Voice.__members__:
        return None
    asks = next(each for each, letter in LETTERS.items() if letter == found[1])
    language = found[3].lower()
    digests = tuple(each.lower() for each in found.groups()[3:] if each)
    is_whole = len(digests) == (2 if asks == Asks.BOTH else 1)
    if not is_whole or language not in dict(settings.LANGUAGES):
        return None
    return FormCode(asks, Voice[found[2]], language, digests)
