"""Which bytes a request asks for (RFC 9110, section 14), so that a broken download goes on."""

import re
from dataclasses import dataclass

ONE_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class NotSatisfiable(Exception):
    """The bytes asked for lie beyond the end."""


@dataclass(frozen=True)
class Range:
    first: int
    last: int

    @property
    def size(self) -> int:
        return self.last - self.first + 1


def asked(header: str, size: int) -> Range | None:
    """The part that is asked for; None for the whole, also when somebody asks for several."""
    found = ONE_RANGE.fullmatch(header.strip())
    if found is None or not (found[1] or found[2]):
        return None
    if found[1]:
        first, last = int(found[1]), min(int(found[2] or size), size - 1)
        if found[2] and int(found[2]) < first:
            return None
    else:
        first, last = max(0, size - int(found[2])), size - 1
    if first > last:
        raise NotSatisfiable
    return Range(first, last)
