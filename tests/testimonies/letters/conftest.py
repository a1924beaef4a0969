"""A real mail server of the tests, which can be told to misbehave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from pytest_django import Settings

#: What the server does when the letter is complete, or before.
TAKES, REFUSES_ADDRESS, REFUSES_FOR_NOW = "takes", "refuses address", "refuses for now"
HANGS_UP_BEFORE, HANGS_UP_AFTER, TOO_MANY = "hangs up before", "hangs up after", "too many"


@dataclass
class Post:
    """The server's behaviour, and what has arrived."""

    manner: str = TAKES
    arrived: list[str] = field(default_factory=list)
    connections: int = 0
    slow: float = 0

    async def handle_EHLO(  # noqa: N802
        self,
        _server: Any,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if self.manner == REFUSES_ADDRESS:
            return "550 5.1.1 nobody of that name"
        if self.manner == REFUSES_FOR_NOW:
            return "451 4.7.1 come back later"
        if self.manner == TOO_MANY and len(self.arrived) >= 1:
            return "421 4.7.0 too many letters on one line"
        if self.manner == HANGS_UP_BEFORE:
            server.transport.abort()
            return "250 OK"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: Any, _session: Session, envelope: Envelope
    ) -> str:
        assert isinstance(envelope.content, bytes)
        mail = message_from_bytes(envelope.content)
        await asyncio.sleep(self.slow)
        self.arrived.append(str(make_header(decode_header(mail["Subject"]))))
        if self.manner == HANGS_UP_AFTER:
            server.transport.abort()
        return "250 OK"


class Office:
    """Opens and closes at one port."""

    def __init__(self) -> None:
        self.post = Post()
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        self._controller: Controller | None = None

    def open(self) -> None:
        self._controller = Controller(self.post, hostname="127.0.0.1", port=self.port)
        self._controller.start()

    def close(self) -> None:
        if self._controller is not None:
            self._controller.stop()
        self._controller = None


@pytest.fixture
def office(settings: Settings) -> Iterator[Office]:
    office = Office()
    settings.EMAIL_BACKEND = "testimonies.letters.courier.Backend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", office.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    office.open()
    yield office
    office.close()
