"""Programs in processes of their own, on the database of the test, in which they may be killed.

One process per run has imported everything and has no connection and no second thread; each
program runs in a fork of it, and so starts at once.
"""

from __future__ import annotations

import gc
import json
import os
import random
import subprocess
import sys
import threading
import traceback
from functools import cache
from pathlib import Path
from typing import Any

import django
from django.db import connection

from tests.instance import ROOT

SETTINGS = "from pathlib import Path\nfrom django.conf import settings"
#: The beginning of what a program may say: `die_at(module, "step", call)`.
DYING = """
import os, resource, signal
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


def run(program: str, **told: Any) -> int:
    """How it ended. What is told are settings."""
    lines = [f"settings.{name} = {_written(value)}" for name, value in told.items()]
    whole = "\n".join([SETTINGS, *lines, program])
    database = connection.settings_dict["NAME"]
    asked = {"program": whole, "database": database, "environment": dict(os.environ)}
    ready = _ready()
    assert ready.stdin is not None
    assert ready.stdout is not None
    ready.stdin.write(json.dumps(asked) + "\n")
    ready.stdin.flush()
    return int(ready.stdout.readline())


def _written(value: Any) -> str:
    return f"Path({str(value)!r})" if isinstance(value, Path) else repr(value)


def stop() -> None:
    if _ready.cache_info().currsize:
        ready = _ready()
        ready.communicate()
        _ready.cache_clear()


@cache
def _ready() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.forks"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _serve() -> None:
    django.setup()
    gc.freeze()  # so that forks share the memory
    for line in sys.stdin:
        assert threading.active_count() == 1
        child = os.fork()
        if child == 0:
            _become(**json.loads(line))
        _pid, status = os.waitpid(child, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201 (the answer)


def _become(program: str, database: str, environment: dict[str, str]) -> None:
    """Never returns."""
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    os.environ.clear()
    os.environ.update(environment)
    random.seed()
    connection.settings_dict["NAME"] = database
    try:
        exec(program, {"__name__": "__main__"})  # noqa: S102 (the tests' own)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    _serve()
