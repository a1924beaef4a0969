"""A process that has imported its decoders, and forks for each file of a stranger.

To import them takes longer than to look at a picture. It has no environment and opens nothing;
what it forks binds itself, opens one file, says its answer, and is ended when it takes too long.

SECURITY: whatever a decoder does wrong happens two forks away, where the line to us is closed.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from testimonies.evidence.binding import bind

Work = Callable[..., str]
#: Seconds without a file, after which it makes room.
PATIENCE = 60
BEGUN = b"+"


def serve(module: str) -> None:
    """Each byte on the line comes with three files: the question, the stranger, the answer."""
    work: Work = importlib.import_module(module).work
    gc.freeze()  # so that forks share the memory
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever oversees a fork needs no burial
    with socket.socket(fileno=os.dup(0)) as line:
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), 0)
        line.settimeout(PATIENCE)
        while files := _next(line):
            if os.fork() == 0:
                line.close()
                _never_return(_oversee, *files, work)
            for file in files:
                os.close(file)


def _next(line: socket.socket) -> list[int]:
    with suppress(TimeoutError, ConnectionResetError):
        return socket.recv_fds(line, 1, 3)[1]
    return []


def _oversee(asked: int, file: int, answer: int, work: Work) -> None:
    with os.fdopen(asked, "rb") as told:
        room, job = json.load(told)
    os.write(answer, BEGUN)
    reading, writing = os.pipe()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    child = os.fork()
    if child == 0:
        os.close(answer)
        os.close(reading)
        _never_return(_open, file, writing, room, job, work)
    os.close(writing)
    with os.fdopen(answer, "wb") as said:
        said.write(_heard(child, reading, seconds=2 * room[1]))


def _open(file: int, writing: int, room: list[int], job: list[str], work: Work) -> None:
    bind(*room)
    with os.fdopen(file, "rb") as stranger, os.fdopen(writing, "w", encoding="utf-8") as said:
        said.write(work(stranger, *job))


def _heard(child: int, reading: int, *, seconds: int) -> bytes:
    """Empty when it could not do it, or not in time."""
    signal.signal(signal.SIGALRM, _too_late)
    signal.alarm(seconds)
    try:
        with os.fdopen(reading, "rb") as heard:
            words = heard.read()
        _pid, status = os.waitpid(child, 0)
    except TimeoutError:
        os.kill(child, signal.SIGKILL)
        return b""
    return words if status == 0 else b""


def _too_late(*_told: Any) -> None:
    raise TimeoutError


def _never_return(act: Callable[..., None], *told: Any) -> None:
    """A fork ends here, and nothing of whoever forked it runs once more."""
    status = 1
    try:
        act(*told)
        status = 0
    finally:
        os._exit(status)


if __name__ == "__main__":
    serve(sys.argv[1])
