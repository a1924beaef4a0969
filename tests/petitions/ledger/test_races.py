"""Two writers at once, a writer that is killed: nothing is lost, nothing is doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from django.db import connection, transaction

from petitions.ledger import actions as ledger
from petitions.ledger import merkle, queries
from petitions.models import Checkpoint, LedgerEntry, Petition, Signature, SignatureCount
from petitions.signing import actions as signing
from petitions.signing import counting
from tests import builders_signing as builders
from tests.instance import ROOT, eventually
from tests.petitions.signing.test_two_connections import at_once

pytestmark = pytest.mark.django_db(transaction=True)
COUNT = "from petitions.signing import actions; print(actions.count_signatures())"
WAITS_TO_KEEP_TILES = """
SELECT count(*) FROM pg_locks
WHERE relation = 'petitions_ledgertile'::regclass AND NOT granted
"""


def a_crowd(size: int) -> Petition:
    petition = builders.an_open_petition()
    for number in range(size):
        builders.a_confirmed_signature(petition, name=f"{number}", email=f"{number}@a.lv")
    return petition


def total(petition: Petition) -> int:
    return sum(SignatureCount.objects.filter(petition=petition).values_list("total", flat=True))


def is_whole(petition: Petition, size: int) -> bool:
    """As many leaves as people, each with a place of its own, and tiles that fit them."""
    streamed = merkle.Frontier()
    for place, entry in enumerate(LedgerEntry.objects.filter(petition=petition).order_by("index")):
        assert entry.index == place
        streamed.add(bytes(entry.leaf_hash))
    people = LedgerEntry.objects.filter(petition=petition).values("signature").distinct().count()
    return (streamed.size, people, total(petition)) == (size, size, size) and (
        queries.root(petition.pk, size) == streamed.root()
    )


def writer_in_a_process_of_its_own() -> subprocess.Popen[str]:
    here = f"/{connection.settings_dict['NAME']}"
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=here).geturl()
    return subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v", "0", "-c", COUNT],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": own},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_writers_that_race_append_each_signature_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "BATCH", 5)
    petition = a_crowd(40)

    def count_and_count() -> object:
        return sum(signing.count_signatures(wait=True) for _turn in range(4))

    moved = at_once([count_and_count] * 3)

    assert sum(int(str(each)) for each in moved) == 40
    assert is_whole(petition, 40)


def test_whoever_waits_for_the_turn_finds_everything_counted() -> None:
    petition = a_crowd(3)
    done = Event()

    def waits() -> None:
        signing.count_signatures(wait=True)
        connection.close()
        done.set()

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [counting.WRITER])
        waiting = Thread(target=waits)
        waiting.start()
        eventually(_somebody_waits_for_the_turn)
        assert not done.is_set()
    waiting.join(30)

    assert is_whole(petition, 3)


def test_a_writer_killed_in_the_middle_leaves_no_trace() -> None:
    petition = a_crowd(12)

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE petitions_ledgertile IN EXCLUSIVE MODE")
        with writer_in_a_process_of_its_own() as writer:
            try:
                eventually(lambda: _ask(WAITS_TO_KEEP_TILES))  # the leaves are written
            finally:
                os.kill(writer.pid, signal.SIGKILL)

    assert total(petition) == 0
    assert not LedgerEntry.objects.exists()
    assert Signature.objects.to_count().count() == 12
    assert signing.count_signatures(wait=True) == 12
    assert is_whole(petition, 12)


def test_two_who_sign_a_checkpoint_at_once_make_one() -> None:
    petition = a_crowd(1)
    signing.count_signatures()
    builders.a_confirmed_signature(petition, name="Second")
    signing.count_signatures()  # within a minute, so that it makes none

    at_once([lambda: ledger.checkpoint(petition.pk)] * 4)

    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 2]


def _somebody_waits_for_the_turn() -> bool:
    return _ask("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") == 1


def _ask(question: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(question)
        return int(cursor.fetchone()[0])
