"""How tests are shared out among the workers of pytest-xdist."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

JOURNEYS = ("tests/journeys/", "tests/browser/")
WITH_AN_INSTANCE_OF_ITS_OWN = ("tests/journeys/test_faults.py", "tests/browser/test_rotation.py")


def place(path: str) -> int:
    """Journeys begin, since they take longest; what looks for their traces comes after them."""
    if path.startswith(WITH_AN_INSTANCE_OF_ITS_OWN):
        return 2
    if path.startswith(JOURNEYS):
        return 1 if "leaks" in path else 0
    return 3


class OneInstance(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """All journeys run on one worker, so that one instance serves them; the rest as it comes."""

    def _split_scope(self, nodeid: str) -> str:
        return "journeys" if place(nodeid) < 2 else nodeid
