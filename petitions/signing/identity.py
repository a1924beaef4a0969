"""By what a person is known again, without saying who it is; and what the ledger knows of them."""

from __future__ import annotations

import base64
import hashlib
import os
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import rfc8785

from petitions.signing import rules
from testimonies.privacy import vault

PERSONAL = "petitions.signature.personal"
SALT = 32
CODE_KEY = 16


def mailbox_key(petition: UUID, email: str) -> bytes:
    """Everybody who reads this mailbox."""
    return vault.fingerprint("signature-mailbox", str(petition), rules.mailbox(email))


def mail_key(petition: UUID, email: str, name: str) -> bytes:
    """One of those who read this mailbox: what a confirmation by e-mail proves."""
    return vault.fingerprint("signature-identity", str(petition), rules.mailbox(email), name)


def proven_key(petition: UUID, identity: str) -> bytes:
    """A person by what a state, a certificate or a keyed sheet says, such as EE:46001010000."""
    return vault.fingerprint("signature-proven", str(petition), identity)


def person_key(petition: UUID, name: str, birth_date: str) -> bytes | None:
    """Two with one name and birth date may be one person. Known only where the date is."""
    if not birth_date:
        return None
    return vault.fingerprint("signature-person", str(petition), name, birth_date)


def code_key(petition: UUID, told: Mapping[str, str]) -> bytes | None:
    """Whoever tells one personal code under one petition is one person, or lies."""
    country, code = told.get("code_country", ""), told.get("personal_code", "")
    if not (country and code):
        return None
    return vault.fingerprint("signature-code", str(petition), country, code)[:CODE_KEY]


def salted(told: Mapping[str, str]) -> dict[str, str]:
    """What is kept encrypted of a person, with a salt of its own; empty answers are left out."""
    salt = base64.b64encode(os.urandom(SALT)).decode()
    return {name: value for name, value in told.items() if value} | {"salt": salt}


def commitment(personal: Mapping[str, Any]) -> bytes:
    """SHA-256 over the salt (32 bytes) and the canonical JSON (RFC 8785) of everything else.

    SECURITY: without the salt nobody can tell from it even a name that they guess.
    """
    rest = {name: value for name, value in personal.items() if name != "salt"}
    return hashlib.sha256(base64.b64decode(personal["salt"]) + rfc8785.dumps(rest)).digest()


def sealed(personal: Mapping[str, Any], uuid: UUID) -> bytes:
    return vault.seal(personal, place=PERSONAL, row=uuid)
