"""`make run`: from nothing to Ready, again, and to the end, however that comes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection

from tests import emptying
from tests.config.processes import environment_of, nothing_is_left_of, processes_of, written_by
from tests.config.tables import schema_of
from tests.instance import ROOT, Instance, running_instance


@pytest.mark.django_db
def test_an_instance_starts_stops_keeps_its_data_and_survives_being_killed(
    tmp_path: Path,
) -> None:
    home = tmp_path / "a home with spaces"
    started = time.monotonic()
    with running_instance(home) as instance:
        first_start = time.monotonic() - started
        first_password = instance.password
        assert instance.manage("check").returncode == 0
        _refuses_a_second(instance)
        _the_tests_stand_on_what_its_migrations_made(home)
    nothing_is_left_of(home)

    started = time.monotonic()
    with running_instance(home) as instance:
        second_start = time.monotonic() - started
        assert instance.password == first_password
        assert f"Ready: {instance.url}/\n" in instance.output
        os.kill(_supervisor_of(home), signal.SIGKILL)
        nothing_is_left_of(home)
    assert second_start < first_start  # a sixth on an idle machine: nothing is prepared anew


def test_a_taken_port_is_said_in_a_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        ran = _run(tmp_path, str(port))

    assert ran.returncode == 1
    assert f"Port {port} is taken" in ran.stderr
    assert not (tmp_path / "database").exists()


@pytest.mark.parametrize("port", ["http", "0", "70000", "-1"])
def test_a_port_that_is_none_is_said_in_a_sentence(tmp_path: Path, port: str) -> None:
    ran = _run(tmp_path, port)

    assert ran.returncode == 1
    assert "PORT must be a number" in ran.stderr
    assert "Traceback" not in ran.stderr


def _the_tests_stand_on_what_its_migrations_made(home: Path) -> None:
    """It has migrated; the database of the tests is a copy of one that was kept."""
    connection.ensure_connection()
    tested = schema_of(connection.connection.info.dsn)
    for table, trigger in emptying.ALLOWED_BETWEEN_TESTS:
        tested.remove(f"ALTER TABLE public.{table} DISABLE TRIGGER {trigger};")

    made = schema_of(written_by(home)["DATABASE_URL"])
    assert [line for line in tested if line] == [line for line in made if line]


def _refuses_a_second(instance: Instance) -> None:
    ran = _run(instance.home, str(instance.port + 1))

    assert ran.returncode == 1
    assert "Another instance is already running" in ran.stderr


def _run(home: Path, port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "config.local", "run"],
        cwd=ROOT,
        env=environment_of(home) | {"PORT": port},
        capture_output=True,
        text=True,
        check=False,
        timeout=30,
    )


def _supervisor_of(home: Path) -> int:
    found = [process for process in processes_of(home) if "config.local run" in process.command]
    assert len(found) == 1
    return found[0].pid
