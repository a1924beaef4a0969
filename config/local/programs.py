"""Web, worker and beat of a local instance. The Procfile names the same three for real ones."""

import signal
import sys
from collections.abc import Mapping
from pathlib import Path

from config.local.ports import HOST
from config.local.processes import Child

QUEUES = "confirm,counter,files,bundles,bulk"


def all_of(home: Path, port: int, environment: Mapping[str, str]) -> list[Child]:
    return [
        Child(
            "web",
            [*_python("granian"), *_web(port)],
            log=home / "run" / "web.log",
            environment=environment,
        ),
        Child(
            "worker",
            [*_celery("worker"), *("-Q", QUEUES), "-c", "2", *_QUIET],
            log=home / "run" / "worker.log",
            environment=environment,
            death_signal=signal.SIGQUIT,  # with everything else gone there is nothing to finish
        ),
        Child(
            "beat",
            [*_celery("beat"), "--pidfile="],
            log=home / "run" / "beat.log",
            environment=environment,
        ),
    ]


# One worker on one machine has nobody to talk to.
_QUIET = ("--without-gossip", "--without-mingle", "--without-heartbeat")


def _web(port: int) -> list[str]:
    return [
        "config.wsgi:application",
        *("--interface", "wsgi"),
        *("--host", HOST),
        *("--port", str(port)),
        *("--workers", "2"),
        *("--blocking-threads", "4"),
        *("--workers-kill-timeout", "3"),
        "--no-ws",
    ]


def _celery(command: str) -> list[str]:
    return [*_python("celery"), "-A", "config.celery", command, "--loglevel", "INFO"]


def _python(module: str) -> list[str]:
    return [sys.executable, "-m", module]
