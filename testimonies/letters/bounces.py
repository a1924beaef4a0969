"""Mail that came back: which letter it was, and whether anybody reads that mailbox.

Which one says the address it came to (`verp`); what became of it says the report (RFC 3464).
"""

from __future__ import annotations

import email.policy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from uuid import UUID

from testimonies.letters import verp
from testimonies.models.letter import LostMailbox
from testimonies.privacy import vault

#: More than any report with the letter in it; the rest is not read.
LONGEST = 2 * 1024 * 1024
NO_SUCH_MAILBOX = "5.1.1"
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
#: RFC 3463: the address is no address there (5.1.x), the mailbox is closed (5.2.1), or the server
#: says "never" and not why. A full mailbox or a refused text is none of it.
_FOR_GOOD = re.compile(r"5\.(1\.\d+|2\.1|0\.0)")
#: Where mail servers write to whom they deliver.
_RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To")


@dataclass(frozen=True)
class Bounce:
    letter: UUID
    status: str

    @property
    def is_for_good(self) -> bool:
        return bool(_FOR_GOOD.fullmatch(self.status))


def read(raw: bytes, recipient: str = "") -> Bounce | None:
    """What a mail server hands over; None unless it says that a letter of ours has failed.

    `recipient` is the envelope address it came to, where the server tells; else its headers do.
    """
    message = BytesParser(policy=email.policy.compat32).parsebytes(raw[:LONGEST])
    letter = verp.letter_behind(recipient or _written_to(message))
    status = next(_failures(message), None)
    return Bounce(letter, status) if letter and status else None


def mailbox_key(address: str) -> bytes:
    """Of a mailbox, whatever stands behind a plus in its address."""
    local, _at, domain = address.strip().lower().rpartition("@")
    bare = f"{local[:1]}{local[1:].partition('+')[0]}@{domain}"
    return vault.keyed("letter-mailbox", bare.encode())


def is_lost(address: str) -> bool:
    return LostMailbox.objects.filter(key=mailbox_key(address)).exists()


def _written_to(message: Message) -> str:
    return " ".join(str(value) for name in _RECIPIENTS for value in message.get_all(name, []))


def _failures(message: Message) -> Iterator[str]:
    """Status codes of recipients whose delivery has failed; a delay is no failure yet."""
    if message.get_content_type() != "multipart/report":
        return
    for part in message.walk():
        if part.get_content_type() != "message/delivery-status":
            continue
        for fields in part.get_payload():  # one block for the report, and one for each recipient
            if isinstance(fields, Message) and _says(fields, "Action") == "failed":
                found = _STATUS.match(_says(fields, "Status"))
                yield found[0] if found else "5.0.0"


def _says(fields: Message, name: str) -> str:
    return str(fields.get(name, "")).strip().lower()
