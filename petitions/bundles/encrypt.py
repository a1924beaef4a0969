"""Encryption of a sealed file with age: to the institution, and always to our own escrow.

Sign first, then encrypt: whoever decrypts holds the sealed file and can show it to others.
"""

from collections.abc import Sequence
from pathlib import Path

import pyrage
from django.conf import settings
from django.utils.translation import gettext as _

from testimonies.errors import Refusal

SUFFIX = ".age"
FIRST_LINE = b"age-encryption.org/v1"


class NoKey(Refusal):
    """There is nobody to whom the file could be encrypted."""


def write(source: Path, target: Path, institution_key: str) -> None:
    """Encrypt for the institution and for the escrow, a block at a time."""
    if not institution_key:
        raise NoKey(_("The institution has given no key, so nothing can be encrypted for it."))
    if not settings.ESCROW_KEY:
        raise NoKey(_("ESCROW_KEY is not set: the association itself could not open the file."))
    recipients = _recipients([institution_key, settings.ESCROW_KEY])
    with source.open("rb") as plain, target.open("wb") as hidden:
        pyrage.encrypt_io(plain, hidden, recipients)


def _recipients(keys: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    try:
        return [pyrage.x25519.Recipient.from_str(key) for key in keys]
    except pyrage.RecipientError as error:
        raise NoKey(_("A key is not a public age key (age1…).")) from error
