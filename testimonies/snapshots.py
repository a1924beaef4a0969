"""What a page shows, kept in the process for a moment, so that a crowd costs no queries.

Without this, everybody who opens a petition would ask the database for the same few rows.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from threading import Lock
from time import monotonic
from typing import ClassVar, Generic, TypeVar

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")

#: One second here, one for the whole page, two until the next count: none is older than five.
FRESH = 1.0
#: Nobody is given something older than this, even while somebody else is fetching it anew.
OLDEST = 5.0
#: For acts that the database judges anyway: what they need of a page hardly ever changes.
FRESH_ENOUGH = 4.0


class Snapshots(Generic[Key, Value]):
    """Remembers the answers of `ask`; a None is not remembered, so it cannot fill the memory."""

    everywhere: ClassVar[list[Snapshots[object, object]]] = []

    def __init__(self, ask: Callable[[Key], Value | None]) -> None:
        self.ask = ask
        self._kept: dict[Key, tuple[float, Value]] = {}
        self._being_fetched: set[Key] = set()
        self._lock = Lock()
        self.everywhere.append(self)  # type: ignore[arg-type]

    def get(self, key: Key, *, fresh: float = FRESH) -> Value | None:
        """Asked anew, by one at a time, when it is older than `fresh` seconds."""
        kept = self._kept.get(key)
        if kept is None or monotonic() - kept[0] > OLDEST:
            return self._fetch(key)
        if monotonic() - kept[0] < fresh or not self._is_first(key):
            return kept[1]
        try:
            return self._fetch(key)
        finally:
            self._being_fetched.discard(key)

    def forget(self) -> None:
        self._kept.clear()

    def _is_first(self, key: Key) -> bool:
        with self._lock:
            if key in self._being_fetched:
                return False
            self._being_fetched.add(key)
            return True

    def _fetch(self, key: Key) -> Value | None:
        asked_at = monotonic()
        value = self.ask(key)
        if value is None:
            self._kept.pop(key, None)
        else:
            self._kept[key] = (asked_at, value)
        return value


def forget_everything() -> None:
    """For tests, and for whoever has just changed what everybody sees."""
    for snapshots in Snapshots.everywhere:
        snapshots.forget()
