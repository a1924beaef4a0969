"""The servers under measurement, and the processor time that they and PostgreSQL use."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from django.db import connection

TICK = os.sysconf("SC_CLK_TCK")
PATIENCE = 60
#: As the Procfile starts it.
GRANIAN = ("--workers", "2", "--blocking-threads", "4", "--no-ws")


class Server:
    """A server process with all its workers."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port = port
        self.process = process

    def cpu(self) -> float:
        """Seconds of processor time so far."""
        return sum(_seconds(pid) for pid in family(self.process.pid))


@contextmanager
def serving(application: str, environment: Mapping[str, str], log: Path) -> Iterator[Server]:
    port = _free_port()
    command = [sys.executable, "-m", "granian", application, "--interface", "wsgi"]
    command += ["--host", "127.0.0.1", "--port", str(port), *GRANIAN]
    with log.open("ab") as out:
        process = subprocess.Popen(
            command, env=dict(os.environ) | dict(environment), stdout=out, stderr=out
        )
    try:
        _wait_for(port, process, log)
        yield Server(port, process)
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        process.kill()
        process.wait()


def backend_cpu() -> float:
    """Seconds of processor time of the process that serves this connection; 0 when far away."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with suppress(OSError):
        return _seconds(pid)
    return 0.0


def database_cpu() -> float:
    """Seconds of processor time of PostgreSQL; 0 where it runs on another machine."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    with suppress(OSError):
        return sum(_seconds(each) for each in family(_parent(pid)))
    return 0.0


def family(pid: int) -> list[int]:
    found = [pid]
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            children = (thread / "children").read_text().split()
            found += [each for child in children for each in family(int(child))]
    return found


def _seconds(pid: int) -> float:
    with suppress(OSError):
        values = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        return (int(values[11]) + int(values[12])) / TICK
    return 0.0


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        time.sleep(0.1)
    raise RuntimeError(f"A server did not start:\n{log.read_text(errors='replace')[-2000:]}")
