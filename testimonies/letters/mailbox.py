"""The mail of a local instance: one ``.eml`` file a letter under ``$ATMINTIS_HOME/mail/``."""

from __future__ import annotations

import email
import email.policy
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage as ParsedMessage
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.timezone import get_current_timezone, now


class FolderBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_ROOT)
        folder.mkdir(parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{now():%Y%m%d-%H%M%S-%f}-{os.getpid()}.eml"
            partial = folder / f".{name}.part"
            partial.write_bytes(message.message().as_bytes())
            partial.rename(folder / name)
        return len(email_messages)


@dataclass(frozen=True)
class Mail:
    name: str
    at: datetime
    to: str
    subject: str
    body: str


def newest(most: int = 100) -> list[Mail]:
    files = sorted(Path(settings.MAIL_ROOT).glob("*.eml"), reverse=True)
    return [read(path) for path in files[:most]]


def read(path: Path) -> Mail:
    parsed = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
    assert isinstance(parsed, ParsedMessage)  # noqa: S101  (the default policy makes nothing else)
    body = parsed.get_body(("plain",))
    return Mail(
        name=path.stem,
        at=datetime.fromtimestamp(path.stat().st_mtime, get_current_timezone()),
        to=str(parsed["To"]),
        subject=str(parsed["Subject"]),
        body=str(body.get_content()) if body else "",
    )
