"""The line to those who fork for a file: one of each kind in a process of ours that needs it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass
class Forker:
    line: socket.socket
    process: subprocess.Popen[bytes]

    def end(self) -> None:
        """It goes by itself when nobody is at the other end."""
        self.line.close()
        self.process.wait()


forkers: dict[str, Forker] = {}
_lock = threading.Lock()


def ask(module: str, room: tuple[int, int, int], job: tuple[str, ...], file: IO[bytes]) -> str:
    """What `module.work` said of a file; empty when it could not do it.

    One who has just left, or was killed, has not begun: then another is asked.
    """
    for _once_more in range(2):
        forker, reading = _asked(module, room, job, file)
        with os.fdopen(reading, "rb") as answer:
            if answer.read(1):
                return answer.read().decode()
        _forget(module, forker)
    raise ChildProcessError(f"{module} does not start")


def _asked(
    module: str, room: tuple[int, int, int], job: tuple[str, ...], file: IO[bytes]
) -> tuple[Forker, int]:
    """Who was asked, and where the answer will come."""
    reading, writing = os.pipe()
    with ExitStack() as unless_asked:
        unless_asked.callback(os.close, reading)
        with os.fdopen(writing, "wb") as answer:
            forker = _send(module, room, job, file, answer)
        unless_asked.pop_all()
    return forker, reading


def _send(
    module: str,
    room: tuple[int, int, int],
    job: tuple[str, ...],
    file: IO[bytes],
    answer: IO[bytes],
) -> Forker:
    with tempfile.TemporaryFile() as asked:
        asked.write(json.dumps([room, job]).encode())
        asked.seek(0)
        with _lock:
            forker = forkers.get(module) or _start(module)
            try:
                files = [asked.fileno(), file.fileno(), answer.fileno()]
                socket.send_fds(forker.line, [b"?"], files)
            except OSError:
                pass  # nobody hears it, and nobody begins
    return forker


def _start(module: str) -> Forker:
    ours, theirs = socket.socketpair()
    with theirs:
        process = subprocess.Popen(  # noqa: S603 (our own module, which imports our own)
            [sys.executable, "-m", "testimonies.evidence.forking", module],
            stdin=theirs.fileno(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            env={},
        )
    forkers[module] = Forker(ours, process)
    return forkers[module]


def _forget(module: str, forker: Forker) -> None:
    """Another may have started the next one already, and that one is at work."""
    with _lock:
        if forkers.get(module) is forker:
            del forkers[module]
            forker.end()


def _begin_alone() -> None:
    """A fork of ours has a line of its own, or the other would wait for both."""
    global _lock  # noqa: PLW0603 (whoever held it is not here)
    _lock = threading.Lock()
    for forker in forkers.values():
        forker.line.close()
        forker.process.returncode = 0  # it is not ours to wait for
    forkers.clear()


os.register_at_fork(after_in_child=_begin_alone)
