"""A small load generator: a few connections, kept open, each with one request under way."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import perf_counter
from urllib.parse import urlencode

CLIENTS = 8
PATIENCE = 30


class Unexpected(Exception):
    """The server answered something else than the measurement is about."""


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    form: dict[str, str] | None = None
    #: What a proxy would say: every signer comes from an address of their own.
    client: str = "192.0.2.1"
    cookie: str = ""

    def for_port(self, port: int) -> bytes:
        body = urlencode(self.form or {}).encode() if self.method == "POST" else b""
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            f"X-Forwarded-For: {self.client}",
        ]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if self.method == "POST":
            lines += [
                f"Origin: http://127.0.0.1:{port}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body


class Client:
    """One connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.connection = socket.create_connection(("127.0.0.1", port), PATIENCE)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.answers = self.connection.makefile("rb")

    def send(self, request: Request) -> tuple[int, bytes]:
        self.connection.sendall(request.for_port(self.port))
        status = int(self.answers.readline().split()[1])
        length = 0
        while (line := self.answers.readline().strip()) != b"":
            name, _sep, value = line.partition(b":")
            if name.lower() == b"content-length":
                length = int(value)
        return status, self.answers.read(length)

    def close(self) -> None:
        self.answers.close()
        self.connection.close()


def fire(
    port: int, requests: Sequence[Request], *, expect: int, connections: int = CLIENTS
) -> float:
    """Send them all over so many connections; how many seconds it took."""
    shares = [requests[place::connections] for place in range(connections)]
    clients = [Client(port) for _share in shares]
    started = perf_counter()
    with ThreadPoolExecutor(connections) as threads:
        list(threads.map(_send_all, clients, shares, [expect] * connections))
    took = perf_counter() - started
    for client in clients:
        client.close()
    return took


def _send_all(client: Client, requests: Sequence[Request], expect: int) -> None:
    for request in requests:
        status, body = client.send(request)
        if status != expect:
            raise Unexpected(f"{request.method} {request.path}: {status}\n{body[:2000]!r}")


def addresses() -> Iterator[str]:
    """Ever new client addresses, as a proxy in front would name them."""
    number = 0
    while True:
        number += 1
        yield f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
