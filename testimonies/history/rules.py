"""What must hold of a figure before it is shown."""

from collections.abc import Sequence


def adds_up(total: int | None, parts: Sequence[int]) -> bool:
    """Whether the parts that a source gives make its total; a figure without parts does."""
    return not parts or sum(parts) == total
