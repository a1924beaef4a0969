"""The port of one instance."""

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from config.local.processes import CannotStart

HOST = "127.0.0.1"


@contextmanager
def holding(port: int) -> Iterator[None]:
    """Keep the port for this instance: the web server shares it, a second instance does not."""
    with socket.socket() as holder:
        deadline = time.monotonic() + 3  # a killed instance may still be letting go of it
        while not _is_free(port):
            if time.monotonic() > deadline:
                raise CannotStart(
                    f"Port {port} is taken by another program. Choose another: make run PORT=8001"
                )
            time.sleep(0.1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind((HOST, port))
        yield


def _is_free(port: int) -> bool:
    with suppress(OSError), socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((HOST, port))
        return True
    return False
