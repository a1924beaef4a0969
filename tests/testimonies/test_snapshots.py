from threading import Event, Thread

import pytest

from testimonies import snapshots
from testimonies.snapshots import FRESH, OLDEST, Snapshots


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Source:
    """Counts how often it is asked; knows nothing of "nobody"."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, key: str) -> str | None:
        self.asked += 1
        return None if key == "nobody" else f"{key} {self.asked}"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(snapshots, "monotonic", clock)
    return clock


def test_a_crowd_asks_once(clock: Clock) -> None:
    kept = Snapshots(source := Source())

    answers = {kept.get("a") for _ in range(100)}

    assert answers == {"a 1"}
    assert source.asked == 1


def test_after_a_moment_it_is_asked_again(clock: Clock) -> None:
    kept = Snapshots(Source())
    kept.get("a")

    clock.now += FRESH

    assert kept.get("a") == "a 2"


def test_what_is_unknown_is_not_remembered(clock: Clock) -> None:
    kept = Snapshots(source := Source())

    assert [kept.get("nobody"), kept.get("nobody")] == [None, None]
    assert source.asked == 2


def test_one_fetches_and_the_others_take_what_there_is(clock: Clock) -> None:
    may_answer, is_asked = Event(), Event()

    def slow(key: str) -> str:
        is_asked.set()
        may_answer.wait(5)
        return "new"

    kept: Snapshots[str, str] = Snapshots(lambda key: "old")
    kept.get("a")
    kept.ask = slow
    clock.now += FRESH
    first = Thread(target=kept.get, args=["a"])
    first.start()
    is_asked.wait(5)

    meanwhile = kept.get("a")
    may_answer.set()
    first.join(5)

    assert meanwhile == "old"
    assert kept.get("a") == "new"


def test_nobody_is_given_something_older_than_five_seconds(clock: Clock) -> None:
    kept = Snapshots(Source())
    kept.get("a")
    kept._being_fetched.add("a")  # somebody else has been at it for long

    clock.now += OLDEST + 1

    assert kept.get("a") == "a 2"


def test_a_failed_fetch_is_tried_again(clock: Clock) -> None:
    def broken(key: str) -> str:
        raise ConnectionError

    kept: Snapshots[str, str] = Snapshots(lambda key: "old")
    kept.get("a")
    kept.ask = broken
    clock.now += FRESH
    with pytest.raises(ConnectionError):
        kept.get("a")

    kept.ask = lambda key: "new"

    assert kept.get("a") == "new"
