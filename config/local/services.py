"""The services that a fresh machine does not have, for as long as a block lasts."""

import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from config.local import authority, environment, keys, postgres, redis, sockets
from config.local.processes import Child


@dataclass
class Services:
    """What runs, and the variables that lead to it. An address given from outside is kept."""

    addresses: dict[str, str] = field(default_factory=dict)
    children: dict[str, Child] = field(default_factory=dict)


@contextmanager
def running(home: Path, *, volatile: bool = False) -> Iterator[Services]:
    environment.make_home(home)
    services = Services()
    with ExitStack() as stack:
        folder = sockets.make(home)
        stack.callback(sockets.clear, home)
        if "DATABASE_URL" not in os.environ:
            _keep(stack, services, postgres.start(home, folder, volatile=volatile))
            services.addresses["DATABASE_URL"] = postgres.url(folder)
        if "REDIS_URL" not in os.environ:
            _keep(stack, services, redis.start(home, folder))
            services.addresses["REDIS_URL"] = redis.url(folder)
        if "TSA_URL" not in os.environ:
            listening = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=64))
            services.addresses |= authority.describe(home, listening).environment()
            _keep(stack, services, authority.start(home, listening))
        yield services


def variables(home: Path, services: Services) -> dict[str, str]:
    """The whole environment of a process that uses the services."""
    own = keys.read_or_make(home) | services.addresses
    own["NO_PROXY"] = "127.0.0.1,localhost"  # the authority is here, whatever proxy leads outside
    fixed = {"ATMINTIS_HOME": str(home)}
    if not os.access(os.environ.get("HOME") or "/nonexistent", os.W_OK):
        fixed["HOME"] = str(home)  # some libraries end the process when there is none
    return own | dict(os.environ) | fixed


def _keep(stack: ExitStack, services: Services, child: Child) -> None:
    services.children[child.name] = child
    stack.callback(child.stop)
