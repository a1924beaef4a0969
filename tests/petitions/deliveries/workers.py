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

ROOT = Path(__file__).resolve().parents[3]


def send_and_die(delivery: int, **settings: Any) -> int:
    """Send it, and be killed before that can be written down; returns how it ended."""
    told = "\n".join(
        f"settings.{name} = Path({str(value)!r})"
        if isinstance(value, Path)
        else f"settings.{name} = {value!r}"
        for name, value in settings.items()
    )
    program = f"""
import os, signal, django
from pathlib import Path
django.setup()
from django.conf import settings
from petitions.deliveries import actions
{told}
# As if the power went: no clean-up of any kind runs.
actions._sent = lambda *_args: os.kill(os.getpid(), signal.SIGKILL)
actions.send({delivery})
"""
    done = subprocess.run(
        [sys.executable, "-c", program], env=_environment(), check=False, cwd=ROOT
    )
    return done.returncode


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
