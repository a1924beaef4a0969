"""Everything that an editor may change of a petition until it is frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from petitions.campaigns.digest import Words


@dataclass(frozen=True)
class PlainWords:
    """A petition in one language; an empty part is still to be written."""

    title: str = ""
    summary: str = ""
    body: str = ""

    @property
    def is_whole(self) -> bool:
        return all((self.title, self.summary, self.body))


@dataclass(frozen=True)
class Plan:
    """`targets` are codes of target profiles, in the order shown."""

    slug: str
    texts: Mapping[str, Words]
    targets: Sequence[str]
    closes_on: date | None = None
    initiative_url: str = ""
