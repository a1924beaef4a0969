"""Whatever is killed: what people were told is true, and counted once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest

from tests.instance import Instance, eventually, prepared_home, running_instance
from tests.journeys import processes, signing
from tests.journeys.crowd import Crowd, signing_crowd

#: A letter whose sender died at the wrong moment may have gone, and is not blindly repeated.
UNCERTAIN = "from testimonies.models import Letter; print(Letter.objects.filter(state='maybe_sent').count())"  # noqa: E501
LIVING = "from petitions.models import Signature; print(Signature.objects.confirmed().count())"
#: What a worker had in its hands is nobody's for three minutes: it may still be on its way.
LONG_ENOUGH = 240
EACH = 3  # acts that must succeed after each fault before the next one


@pytest.fixture(scope="module")
def fragile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Instance]:
    with running_instance(prepared_home(tmp_path_factory.mktemp("fragile "))) as started:
        yield started


def test_nothing_is_lost_or_doubled_when_each_process_is_killed(fragile: Instance) -> None:
    before = signing.settled_count(fragile)
    with signing_crowd(fragile) as crowd:
        _goes_on(crowd)
        processes.kill_a_web_worker(fragile)
        _goes_on(crowd)
        for name in ("web", "quick", "worker", "beat"):
            _is_killed_and_comes_back(fragile, crowd, name)
        _redis_is_missed_by_nobody(fragile, crowd)
        _postgres_is_missed_politely(fragile, crowd)
        crowd.enough()
        eventually(
            lambda: len(crowd.confirmed) >= len(crowd.signed) - _ask(fragile, UNCERTAIN),
            seconds=LONG_ENOUGH,
        )

    assert crowd.trouble == []
    assert crowd.confirmed <= crowd.signed
    eventually(lambda: signing.count(fragile) == before + len(crowd.confirmed))
    assert signing.settled_count(fragile) == _ask(fragile, LIVING)
    checked = fragile.manage("ledger", "verify", signing.PETITION)
    assert checked.returncode == 0, checked.stderr
    _letters_came_once(fragile)


def _goes_on(crowd: Crowd) -> None:
    wanted = crowd.acts + EACH
    eventually(lambda: crowd.acts >= wanted)


def _is_killed_and_comes_back(fragile: Instance, crowd: Crowd, name: str) -> None:
    old = processes.kill(fragile, name)
    processes.is_back(fragile, name, old)
    _goes_on(crowd)


def _redis_is_missed_by_nobody(fragile: Instance, crowd: Crowd) -> None:
    """It may also be emptied: it keeps nothing that is not in a row."""
    old = processes.kill(fragile, "redis")
    told = len(crowd.signed)
    eventually(lambda: len(crowd.signed) > told or processes.is_ready(fragile))
    assert len(crowd.signed) > told, "nobody could sign while Redis was away"
    processes.is_back(fragile, "redis", old)
    _goes_on(crowd)


def _postgres_is_missed_politely(fragile: Instance, crowd: Crowd) -> None:
    old = processes.kill(fragile, "postgres")
    eventually(lambda: crowd.away_page)
    processes.is_back(fragile, "postgres", old)
    _goes_on(crowd)
    assert "<h1>" in crowd.away_page
    assert "Traceback" not in crowd.away_page


def _letters_came_once(fragile: Instance) -> None:
    threading.Event().wait(3)  # a second one would come with the next round of the sender
    letters = Counter((str(mail["To"]), mail["Subject"]) for mail in fragile.mails_to("person"))
    assert [each for each, times in letters.items() if times > 1] == []


def _ask(fragile: Instance, question: str) -> int:
    asked = fragile.manage("shell", "-v", "0", "-c", question)
    assert asked.returncode == 0, asked.stderr
    return int(asked.stdout.split()[-1])
