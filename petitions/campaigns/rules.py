"""What may be shown of a count."""

from collections.abc import Mapping

#: A country with fewer people than this is not named: a single signer there could be found.
SMALLEST_CELL = 5
OTHER = "other"


def without_small_cells(by_country: Mapping[str, int]) -> dict[str, int]:
    """Countries by size; those with fewer than five people are added up under "other"."""
    named = {code: total for code, total in by_country.items() if total >= SMALLEST_CELL}
    shown = dict(sorted(named.items(), key=lambda pair: (-pair[1], pair[0])))
    rest = sum(by_country.values()) - sum(named.values())
    return shown | ({OTHER: rest} if rest else {})
