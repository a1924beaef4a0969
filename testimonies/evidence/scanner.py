"""The virus scanner of the association, where there is one: clamd's INSTREAM over a socket."""

from __future__ import annotations

import socket
import struct
from contextlib import ExitStack
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from testimonies.models.evidence import Scan

CHUNK = 64 * 1024
#: Seconds. It gives a file up by itself after two minutes, and says so.
PATIENCE = 150.0
#: For a daemon that is there and does nothing.
SHORT_PATIENCE = 10.0
CLAMD_PORT = 3310


class ScannerAway(Exception):
    """No verdict: try again later."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def answers() -> bool:
    """Whether the scanner is there at all."""
    try:
        with _connect(patience=SHORT_PATIENCE) as daemon:
            daemon.sendall(b"zPING\0")
            return _answer(daemon) == "PONG"
    except OSError:
        return False


def scan(path: Path) -> Scan:
    """The verdict on one file. Raises `ScannerAway` when there is none.

    One that hangs up in the middle was told to stop, or the file is more than it takes. It is
    asked once more: whoever was stopped is away then, or takes all of it.
    """
    try:
        verdict = _ask(path) or _ask(path)
        if verdict is None and answers():
            return Scan.UNSCANNABLE
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if verdict is None:
        raise ScannerAway("no verdict")
    return verdict


def _ask(path: Path) -> Scan | None:
    """None when it hung up. Raises `ScannerAway` for words that are no verdict."""
    with _connect() as daemon, path.open("rb") as file:
        daemon.sendall(b"zINSTREAM\0")
        is_whole = _send(daemon, file)
        try:
            verdict = _answer(daemon)
        except ConnectionResetError:
            return None
    if verdict.endswith("OK"):
        return Scan.CLEAN
    if verdict.endswith("FOUND"):
        return Scan.INFECTED
    if "size limit exceeded" in verdict:
        return Scan.UNSCANNABLE
    if not is_whole or not verdict:
        return None
    raise ScannerAway("no verdict")


def _send(daemon: socket.socket, file: IO[bytes]) -> bool:
    """False when it took no more: it says why, if it still can."""
    try:
        while chunk := file.read(CHUNK):
            daemon.sendall(struct.pack("!L", len(chunk)) + chunk)
        daemon.sendall(struct.pack("!L", 0))
    except (BrokenPipeError, ConnectionResetError):
        return False
    return True


def _connect(*, patience: float = PATIENCE) -> socket.socket:
    """``tcp://host:3310`` or ``unix:/run/clamd.sock``."""
    address = urlsplit(settings.CLAMAV_URL)
    if address.scheme == "unix":
        local = socket.socket(socket.AF_UNIX)
        local.settimeout(patience)
        with ExitStack() as unless_there:
            unless_there.callback(local.close)
            local.connect(address.path)
            unless_there.pop_all()
        return local
    place = (address.hostname or "127.0.0.1", address.port or CLAMD_PORT)
    daemon = socket.create_connection(place, timeout=SHORT_PATIENCE)
    daemon.settimeout(patience)
    return daemon


def _answer(daemon: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        part = daemon.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
