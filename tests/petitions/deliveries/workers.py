"""Processes of their own that hand over, on the database of the test, and are killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection

from tests import forks

ROOT = Path(__file__).resolve().parents[3]


def send_and_die(delivery: int, **settings: Any) -> int:
    """Send it, and be killed before that can be written down; returns how it ended."""
    program = f"""
import os, signal
from petitions.deliveries import actions
# As if the power went: no clean-up of any kind runs.
actions._sent = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
actions.send({delivery})
"""
    return forks.run(program, **settings)


@contextmanager
def a_celery_worker(queue: str, name: str) -> Iterator[subprocess.Popen[bytes]]:
    arguments = [
        "-A", "config.celery", "worker", "-c", "1", "-Q", queue, "-n", f"{name}@%h",
        "--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "ERROR",
    ]  # fmt: skip
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", *arguments],
        env=_environment(),
        cwd=ROOT,
        start_new_session=True,
    )
    try:
        yield worker
    finally:
        kill(worker)


def kill(worker: subprocess.Popen[bytes]) -> None:
    """The worker and its children, all at once."""
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def _environment() -> dict[str, str]:
    path, _, query = os.environ["DATABASE_URL"].partition("?")
    name = connection.settings_dict["NAME"]
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"{path.rpartition('/')[0]}/{name}" + (f"?{query}" if query else ""),
        "PYTHONPATH": str(ROOT),
    }
