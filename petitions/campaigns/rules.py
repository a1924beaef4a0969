"""What is shown of targets and counts, and how."""

from collections.abc import Iterable, Mapping
from typing import Protocol

#: A country with fewer people than this is not named: a single signer there could be found.
SMALLEST_CELL = 5
OTHER = "other"


class Noted(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def note(self) -> str: ...


def by_note(targets: Iterable[Noted]) -> dict[str, list[str]]:
    """The names of institutions under what is to be said of them; letters share one note."""
    names: dict[str, list[str]] = {}
    for target in targets:
        names.setdefault(target.note, []).append(target.name)
    return names


def without_small_cells(by_country: Mapping[str, int]) -> dict[str, int]:
    """Countries by size; those with fewer than five people are added up under "other"."""
    named = {code: total for code, total in by_country.items() if total >= SMALLEST_CELL}
    shown = dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))
    rest = sum(by_country.values()) - sum(named.values())
    return shown | ({OTHER: rest} if rest else {})
