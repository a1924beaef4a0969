"""A daemon that speaks clamd's protocol and knows one virus."""

from __future__ import annotations

import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from tests.testimonies.evidence import files


@contextmanager
def running_clamd() -> Iterator[int]:
    """Its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_answer_all, args=(server,), daemon=True).start()
        yield server.getsockname()[1]


def _answer_all(server: socket.socket) -> None:
    while True:
        try:
            visitor, _address = server.accept()
        except OSError:
            return
        with visitor, visitor.makefile("rb") as sent:
            assert sent.read(10) == b"zINSTREAM\0"
            content = b""
            while size := struct.unpack("!L", sent.read(4))[0]:
                content += sent.read(size)
            found = b"stream: Eicar FOUND\0" if files.EICAR in content else b"stream: OK\0"
            visitor.sendall(found)
