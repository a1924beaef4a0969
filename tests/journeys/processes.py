"""The processes of an instance, as children of the one that watches over them."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path

import requests

from tests.instance import Instance, eventually

KNOWN_BY = {
    "web": "-m granian",
    "quick": "worker --loglevel INFO -n quick",
    "worker": "worker --loglevel INFO -n worker",
    "beat": "config.celery beat",
    "redis": "redis-server",
    "postgres": "bin/postgres -D",
}


def kill(instance: Instance, name: str) -> int:
    """SIGKILL: nothing can be tidied up. Returns the id that it had."""
    pid = _find(instance.supervisor, KNOWN_BY[name])
    assert pid, f"{name} does not run"
    os.kill(pid, signal.SIGKILL)
    return pid


def kill_a_web_worker(instance: Instance) -> None:
    web = _find(instance.supervisor, KNOWN_BY["web"])
    assert web, "web does not run"
    os.kill(_find(web, KNOWN_BY["web"]), signal.SIGKILL)


def is_back(instance: Instance, name: str, old: int) -> None:
    def runs_anew() -> bool:
        new = _find(instance.supervisor, KNOWN_BY[name])
        return bool(new) and new != old and is_ready(instance)

    eventually(runs_anew, seconds=45)


def is_ready(instance: Instance) -> bool:
    """With the broker, which people do not need."""
    with suppress(requests.RequestException):
        found = requests.get(f"{instance.url}/health/ready", timeout=5)
        return found.ok and bool(found.json()["broker"])
    return False


def _find(parent: int, words: str) -> int:
    """The id of the first child that was started with these words, or 0."""
    for folder in sorted(Path("/proc").glob("[0-9]*")):
        with suppress(OSError):  # it ended meanwhile
            state, its_parent = (folder / "stat").read_text().rpartition(")")[2].split()[:2]
            command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            if int(its_parent) == parent and state != "Z" and words in command:
                return int(folder.name)
    return 0
