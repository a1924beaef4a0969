"""One way through question pages: its questions, its addresses, and how it is handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from testimonies.intake.filled import Filled
from testimonies.intake.questionnaire import Questionnaire
from testimonies.models import Draft, Submission


@dataclass(frozen=True)
class Flow:
    """`name` begins the names of its addresses: ``testimony`` or ``claim``.

    Before it stands whose pages they are: those of holders, or those of the desk.
    """

    name: str
    questionnaire: Questionnaire
    hand_in: Callable[[Filled], Submission]
    pages: str = "testimonies:"

    def url(self, draft: Draft, step: str, entry: str = "", part: int = 1) -> str:
        """The address of a page, of a step such as ``check``, or of a part of an entry."""
        if entry:
            place = [draft.handle, step, entry, part]
            return reverse(f"{self.pages}{self.name}-entry", args=place)
        return reverse(f"{self.pages}{self.name}-page", args=[draft.handle, step])

    def filled(self, draft: Draft) -> Filled:
        return Filled(draft, self.questionnaire)
