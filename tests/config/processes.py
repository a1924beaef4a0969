"""Which processes belong to an instance."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.instance import NOT_INHERITED, ROOT

SERVICES = """
import time
from config.local import environment, services
from config.local.stopping import Stopped, stopping_on_signals
home = environment.home()
try:
    with stopping_on_signals(), environment.alone_in(home), services.running(home) as running:
        with environment.written_down(home, running.addresses):
            print("up", flush=True)
            time.sleep(60)
except Stopped:
    pass
"""


@contextmanager
def services_in(home: Path) -> Iterator[subprocess.Popen[str]]:
    """PostgreSQL, Redis and the authority as a process of their own, which a test may kill."""
    process = subprocess.Popen(
        [sys.executable, "-c", SERVICES],
        cwd=ROOT,
        env=environment_of(home),
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        with process.stdout:
            assert process.stdout.readline() == "up\n"
            yield process
    finally:
        process.terminate()
        process.wait(20)


def environment_of(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
    return kept | {"ATMINTIS_HOME": str(home)}


@dataclass(frozen=True)
class Process:
    pid: int
    command: str


def processes_of(home: Path) -> list[Process]:
    """All that inherited the home or work in it: servers write over what they inherited."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            environment = (folder / "environ").read_bytes().split(b"\0")
            works_in = (folder / "cwd").resolve(strict=True)
            if f"ATMINTIS_HOME={home}".encode() in environment or works_in.is_relative_to(home):
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found.append(Process(int(folder.name), command))
    return found


def nothing_is_left_of(home: Path) -> None:
    deadline = time.monotonic() + 40  # two cores with a browser and three instances beside
    while processes_of(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    left = processes_of(home)
    assert left == [], left


def written_by(home: Path) -> dict[str, str]:
    lines = (home / "run" / "env").read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)
