"""The keys under our checkpoints, and when each of them signed. How they change: decision 0086.

SECURITY: the settings alone say which keys are ours. Were it the database, whoever can write
there could sign a ledger anew with a key of their own, and nobody would notice.
"""

from __future__ import annotations

import base64
import secrets
from dataclasses import dataclass
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings

from petitions.models import CheckpointKey

KEY = 32


@dataclass(frozen=True)
class Known:
    """`public` has 32 bytes; one that never signed has no times, one that still signs no end."""

    public: bytes
    signs: bool
    began_at: datetime | None
    ended_at: datetime | None

    def could_sign(self, at: datetime) -> bool:
        """Whether we used it then, as far as we know."""
        is_begun = self.began_at is None or self.began_at <= at
        return is_begun and (self.ended_at is None or at <= self.ended_at)


def signing() -> list[Ed25519PrivateKey]:
    """Those that sign today, the newest first: two while one takes over from the other."""
    return [Ed25519PrivateKey.from_private_bytes(each) for each in settings.CHECKPOINT_KEYS]


def public() -> list[bytes]:
    """Of those that sign today."""
    return [key.public_key().public_bytes_raw() for key in signing()]


def trusted() -> list[bytes]:
    """Every key whose signature is ours: today's, then those of the past."""
    return list(dict.fromkeys([*public(), *settings.PAST_CHECKPOINT_KEYS]))


def known() -> list[Known]:
    """The same with their times."""
    rows = {bytes(row.public): row for row in CheckpointKey.objects.all()}
    signs, found = set(public()), []
    for each in trusted():
        row = rows.get(each)
        began, ended = (row.began_at, row.ended_at) if row else (None, None)
        found.append(Known(each, each in signs, began, ended))
    return found


def forgotten() -> list[bytes]:
    """Keys that have signed and that no setting names: what they signed is taken for forged."""
    ours = set(trusted())
    rows = CheckpointKey.objects.order_by("began_at").values_list("public", flat=True)
    return [bytes(each) for each in rows if bytes(each) not in ours]


def written(public_key: bytes) -> str:
    """As `PAST_CHECKPOINT_KEYS` names it."""
    return f"public:{base64.b64encode(public_key).decode()}"


def new() -> str:
    """A secret key that nobody has yet, as `CHECKPOINT_KEY` takes it."""
    return base64.b64encode(secrets.token_bytes(KEY)).decode()
