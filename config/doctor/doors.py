"""Whether somebody opens the door at an address."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

PATIENCE = 2.0
PORTS = {"http": 80, "https": 443, "sftp": 22}


def answers(address: str) -> bool:
    """What they say there is seen when they are asked."""
    try:
        parts = urlsplit(address)
        where = (parts.hostname or "", parts.port or PORTS.get(parts.scheme, 0))
        with socket.create_connection(where, timeout=PATIENCE):
            return True
    except (OSError, ValueError):
        return False
