"""The virus scanner of the association, where there is one: clamd's INSTREAM over a socket."""

from __future__ import annotations

import socket
import struct
from pathlib import Path
from typing import IO
from urllib.parse import urlsplit

from django.conf import settings

from testimonies.models.evidence import Scan

CHUNK = 64 * 1024
PATIENCE = 60.0
CLAMD_PORT = 3310


class ScannerAway(Exception):
    """No verdict: try again later."""


def is_configured() -> bool:
    return bool(settings.CLAMAV_URL)


def answers() -> bool:
    """Whether the scanner is there at all."""
    try:
        with _connect() as daemon:
            daemon.sendall(b"zPING\0")
            return _answer(daemon) == "PONG"
    except OSError:
        return False


def scan(path: Path) -> Scan:
    """The verdict on one file. Raises `ScannerAway` when there is none."""
    try:
        with _connect() as daemon, path.open("rb") as file:
            daemon.sendall(b"zINSTREAM\0")
            is_whole = _send(daemon, file)
            verdict = _answer(daemon)
    except ConnectionResetError as error:
        if answers():  # it hung up in the middle, and lives: the file is more than it takes
            return Scan.UNSCANNABLE
        raise ScannerAway(type(error).__name__) from error
    except OSError as error:
        raise ScannerAway(type(error).__name__) from error
    if verdict.endswith("OK"):
        return Scan.CLEAN
    if verdict.endswith("FOUND"):
        return Scan.INFECTED
    if "size limit exceeded" in verdict:
        return Scan.UNSCANNABLE
    if not is_whole and answers():
        return Scan.UNSCANNABLE
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


def _connect() -> socket.socket:
    """``tcp://host:3310`` or ``unix:/run/clamd.sock``."""
    address = urlsplit(settings.CLAMAV_URL)
    if address.scheme == "unix":
        local = socket.socket(socket.AF_UNIX)
        local.settimeout(PATIENCE)
        local.connect(address.path)
        return local
    place = (address.hostname or "127.0.0.1", address.port or CLAMD_PORT)
    return socket.create_connection(place, timeout=PATIENCE)


def _answer(daemon: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0"):
        part = daemon.recv(4096)
        if not part:
            break
        answer += part
    return answer.rstrip(b"\0").decode("utf-8", "replace").strip()
