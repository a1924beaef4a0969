"""A real mail server of the tests, which can be told to misbehave."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session
from pytest_django import Settings

#: What the server does when the letter is complete, or before.
TAKES, REFUSES_ADDRESS, REFUSES_FOR_NOW = "takes", "refuses address", "refuses for now"
HANGS_UP_BEFORE, HANGS_UP_AFTER, TOO_MANY = "hangs up before", "hangs up after", "too many"
SAYS_NO_GOOD_BYE = "says no good-bye"


@dataclass
class Post:
    """The server's behaviour, to everybody or to one domain, and what has arrived."""

    manner: str = TAKES
    arrived: list[str] = field(default_factory=list)
    mails: list[Message] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    connections: int = 0
    slow: float = 0
    refuses: frozenset[str] = frozenset()
    hangs_up_on: frozenset[str] = frozenset()
    slow_for: dict[str, float] = field(default_factory=dict)

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
        domain = address.rpartition("@")[2]
        if domain in self.refuses:
            self.refused.append(address)
            return "451 4.7.1 come back later"
        if domain in self.hangs_up_on:
            server.transport.abort()
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
        domains = [address.rpartition("@")[2] for address in envelope.rcpt_tos]
        await asyncio.sleep(self.slow + self.slow_for.get(domains[0], 0))
        self.mails.append(mail)
        self.senders.append(str(envelope.mail_from))
        self.arrived.append(str(make_header(decode_header(mail["Subject"]))))
        if self.manner == HANGS_UP_AFTER:
            server.transport.abort()
        return "250 OK"

    async def handle_QUIT(  # noqa: N802
        self, _server: Any, _session: Session, _envelope: Envelope
    ) -> str:
        return "421 4.3.2 closing" if self.manner == SAYS_NO_GOOD_BYE else "221 Bye"


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
