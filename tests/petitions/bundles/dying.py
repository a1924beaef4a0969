"""A worker process that dies, or whose disk is full, at a chosen step."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from pytest_django import Settings

from config.local.authority import Authority

ROOT = Path(__file__).resolve().parents[3]
PATIENCE = 60
START = """
import os, resource, signal, django
from pathlib import Path
django.setup()
from django.conf import settings
from petitions.bundles import actions, lists, packing, payload, places, printed, ranges
from petitions.bundles.actions import making
settings.BUNDLES_ROOT = Path({root!r})
def die_at(module, step, call=1):
    real, calls = getattr(module, step), []
    def dying(*args, **words):
        calls.append(step)
        if len(calls) == call:
            # As if the power went: no clean-up of any kind runs.
            os.kill(os.getpid(), signal.SIGKILL)
        return real(*args, **words)
    setattr(module, step, dying)
"""


def run(program: str, settings: Settings, authority: Authority) -> int:
    """Run it in a process of its own, on the database of the test; returns how it ended."""
    environment = {
        **os.environ,
        **authority.environment(),
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": _address(str(connection.settings_dict["NAME"])),
        "PYTHONPATH": str(ROOT),
    }
    for name in ("SECRET_KEY", "INDEX_KEY"):
        environment.setdefault(name, os.environ[name])
    whole = START.format(root=str(settings.BUNDLES_ROOT)) + program
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-c", whole], env=environment, check=False, cwd=ROOT)
    assert time.monotonic() - started < PATIENCE
    return done.returncode


def _address(name: str) -> str:
    path, _, query = os.environ["DATABASE_URL"].partition("?")
    return f"{path.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
