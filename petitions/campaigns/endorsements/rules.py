"""What an organisation says of itself, and when we stop waiting for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

#: What the token in our letters is good for.
LINK = "endorsement"
#: A link from an older letter no longer confirms; what waited for it is erased.
CONFIRM_WITHIN = timedelta(days=30)
#: So many may wait for the button of one mailbox; whoever wants more presses one first.
MOST_WAITING = 3

_LABEL = r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"({_LABEL}\.)+(?!\d+$)(?=[a-z0-9-]{{2,}}$){_LABEL}")


@dataclass(frozen=True)
class Organisation:
    """What the form asks; `email` is where our letters go."""

    name: str
    country: str
    register_code: str
    website: str
    members: int
    speaker: str
    role: str
    email: str
    language: str


@dataclass(frozen=True)
class Held:
    """A file that we have taken, and what it was called where it came from."""

    path: str
    type: str
    sha256: str
    name: str


def plain_website(typed: str) -> str:
    """An address of a public web site as we link to it; empty for anything else.

    SECURITY: only https, a name in the public domain name system, no port, nobody's password.
    """
    text = typed.strip()
    if "://" not in text:
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        is_plain = parts.scheme == "https" and parts.netloc.casefold() == parts.hostname
    except ValueError:  # UnicodeError too
        return ""
    if not is_plain or not _HOST.fullmatch(host) or re.search(r"[\s\x00-\x20\\<>\"]", text):
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return f"https://{host}{parts.path or '/'}{query}"
