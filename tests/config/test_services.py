"""The embedded services: they keep what they are given, and leave nothing behind."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from redis import Redis

from tests.config.processes import (
    SERVICES,
    environment_of,
    nothing_is_left_of,
    processes_of,
    services_in,
    written_by,
)
from tests.instance import ROOT


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / ("a deep folder " * 6).strip() / "with a home"


def test_a_second_start_keeps_the_data(home: Path) -> None:
    with services_in(home):
        _sql(home, "CREATE TABLE kept AS SELECT 'Mari' AS name")

    with services_in(home):
        names = _sql(home, "SELECT name FROM kept")
        redis_answers = _ping(home)

    assert names == [("Mari",)]
    assert redis_answers
    assert not (home / "run" / "env").exists()
    nothing_is_left_of(home)


def test_being_killed_leaves_no_process_and_loses_nothing(home: Path) -> None:
    with services_in(home) as process:
        _sql(home, "CREATE TABLE kept AS SELECT 'Mari' AS name")
        assert len(processes_of(home)) > len(("postgres", "redis", "authority"))

        process.send_signal(signal.SIGKILL)

        nothing_is_left_of(home)
    with services_in(home):
        assert _sql(home, "SELECT name FROM kept") == [("Mari",)]


def test_a_pid_file_that_names_a_stranger_does_not_stop_a_start(home: Path) -> None:
    with services_in(home):
        _sql(home, "CREATE TABLE kept AS SELECT 'Mari' AS name")
    (home / "database" / "postmaster.pid").write_text("1\n/elsewhere\n")

    with services_in(home):
        names = _sql(home, "SELECT name FROM kept")

    assert names == [("Mari",)]


def test_two_homes_run_side_by_side(home: Path) -> None:
    other = home.with_name("the other")

    with services_in(home), services_in(other):
        _sql(home, "CREATE TABLE mine AS SELECT 1")
        there = _sql(other, "SELECT to_regclass('mine')")

    assert there == [(None,)]


def test_one_home_runs_once(home: Path) -> None:
    with services_in(home):
        second = subprocess.run(
            [sys.executable, "-c", SERVICES],
            cwd=ROOT,
            env=environment_of(home),
            capture_output=True,
            text=True,
            check=False,
        )

        assert "Another instance is already running" in second.stderr
        assert _sql(home, "SELECT 1") == [(1,)]


def _sql(home: Path, statement: str) -> list[tuple[object, ...]]:
    _address, _question, host = written_by(home)["DATABASE_URL"].partition("?host=")
    with psycopg.connect(host=host, user="atmintis", dbname="atmintis") as connection:
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


def _ping(home: Path) -> bool:
    address = written_by(home)["REDIS_URL"].replace("redis+socket:", "unix:")
    with Redis.from_url(address.partition("?")[0]) as client:
        return bool(client.ping())
