"""How tests are shared out among the workers of pytest-xdist."""

from __future__ import annotations

from xdist.scheduler import LoadScopeScheduling

WITH_AN_INSTANCE_OF_THEIR_OWN = (
    "tests/journeys/test_faults.py",
    "tests/browser/test_rotation.py",
    "tests/config/test_run.py",
)
#: Those who use an instance together, and in each group last of all who looks for their traces.
TOGETHER = ("tests/browser/", "tests/journeys/")
REST = 2 * len(TOGETHER) + 1


def place(path: str) -> int:
    """What takes longest begins."""
    if path.startswith(WITH_AN_INSTANCE_OF_THEIR_OWN):
        return REST - 1
    for number, group in enumerate(TOGETHER):
        if path.startswith(group):
            return 2 * number + ("leaks" in path)
    return REST


class OneInstance(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """What uses an instance together runs on one worker; the rest as it comes.

    Those in a browser take as long as all others that start an instance.
    """

    def _split_scope(self, nodeid: str) -> str:
        where = place(nodeid)
        if where == REST:
            return nodeid
        return "in a browser" if where < 2 else "with an instance"
