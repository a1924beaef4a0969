"""Web, workers and beat of a local instance. The Procfile names the same for real ones."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from config.local.ports import HOST
from config.local.processes import Child

# Somebody waits for the first two; a bundle may take minutes. Apart, they never wait for it.
QUICK = "confirm,counter"
LONG = "files,bundles,bulk"


def all_of(home: Path, port: int, environment: Mapping[str, str]) -> list[Child]:
    def child(name: str, command: list[str], death_signal: signal.Signals) -> Child:
        log = home / "run" / f"{name}.log"
        return Child(name, command, log, environment=environment, death_signal=death_signal)

    # Without all the others a worker has nothing left to finish; asked politely it may wait
    # for a broker that is gone.
    return [
        child("web", _web(port), signal.SIGTERM),
        child("quick", _worker("quick", QUICK), signal.SIGKILL),
        child("worker", _worker("worker", LONG), signal.SIGKILL),
        child("beat", [*_celery("beat"), "--pidfile="], signal.SIGTERM),
    ]


def _web(port: int) -> list[str]:
    return [
        *_python("granian"),
        "config.wsgi:application",
        *("--interface", "wsgi"),
        *("--host", HOST),
        *("--port", str(port)),
        *("--workers", "2"),
        *("--blocking-threads", "4"),
        *("--workers-kill-timeout", "3"),
        "--no-ws",
    ]


def _worker(name: str, queues: str) -> list[str]:
    # Workers on one machine have nothing to tell each other.
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return [*_celery("worker"), *("-n", name), *("-Q", queues), *("-c", "1"), *alone]


def _celery(command: str) -> list[str]:
    return [*_python("celery"), "-A", "config.celery", command, "--loglevel", "INFO"]


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]
