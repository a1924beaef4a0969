"""Where in a draft something is typed: on a page, or on one part of an entry. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from testimonies.intake import instead

#: As `testimonies.intake.asking` has it: name of the control → its values.
Typed = dict[str, list[str]]
Answers = Mapping[str, Any]


@dataclass(frozen=True)
class Passage:
    page: str
    entry: str = ""
    part: int = 1
    #: The controls of this part; None says all that the page or the entry has.
    controls: frozenset[str] | None = None

    @property
    def key(self) -> str:
        return instead.place_of(self.page, self.entry, self.part)

    def typed_in(self, answers: Answers) -> Typed:
        """What stands there; empty where nothing was ever typed."""
        whole: Typed = self._whole(answers)
        if self.controls is None:
            return whole
        return {name: values for name, values in whole.items() if name in self.controls}

    def with_typed(self, answers: Answers, typed: Typed) -> dict[str, Any]:
        """The answers with this there instead. Other parts of the entry stay."""
        if not self.entry:
            return {**answers, self.page: typed}
        others = {} if self.controls is None else self._others(answers)
        entries = {**answers.get(self.page, {}), self.entry: {**others, **typed}}
        return {**answers, self.page: entries}

    def _whole(self, answers: Answers) -> Typed:
        on_page = answers.get(self.page, {})
        return dict(on_page.get(self.entry, {}) if self.entry else on_page)

    def _others(self, answers: Answers) -> Typed:
        ours = self.controls or frozenset()
        return {name: each for name, each in self._whole(answers).items() if name not in ours}
