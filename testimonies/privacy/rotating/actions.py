"""Used by ``manage.py rotate_keys``: what lies under an old key is encrypted anew.

The site runs meanwhile. Nothing is decrypted into a row, and what somebody writes at that moment
stays as they wrote it: it is encrypted with the first key already.
"""

from __future__ import annotations

from typing import Any

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.db import transaction

from testimonies.privacy import vault
from testimonies.privacy.rotating.columns import Column, Sealed, batch_of

#: What the library keeps of second factors: each alone, and a list of codes from elsewhere.
SECRETS = ("secret", "seed")
CODES = "migrated_codes"


def renew(column: Column) -> int:
    """Encrypt one column anew, in short transactions. Returns how many rows.

    Idempotent, and goes on where it was killed. Raises `vault.UnknownKey` where a row lies under
    a key that is not in the settings any more: nothing of it is changed then.
    """
    renewed, after = 0, None
    while batch := list(batch_of(column, after=after)):
        renewed += _renew(column, batch)
        after = batch[-1].pk
    return renewed


@transaction.atomic
def _renew(column: Column, batch: list[Sealed]) -> int:
    return sum(_renew_one(column, each) for each in batch)


def _renew_one(column: Column, was: Sealed) -> int:
    plain = vault.open_bytes(was.blob, place=column.place, row=was.uuid)
    sealed = vault.seal_bytes(plain, place=column.place, row=was.uuid)
    unchanged = column.model._base_manager.filter(pk=was.pk, **{column.name: was.blob})
    renewed: int = unchanged.update(**{column.name: sealed})
    return renewed


def renew_second_factors() -> int:
    """There are few: all of them, whichever key they lie under."""
    for pk in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        _renew_second_factor(pk)
    return int(Authenticator.objects.count())


@transaction.atomic
def _renew_second_factor(pk: int) -> None:
    kept = Authenticator.objects.select_for_update().filter(pk=pk).first()
    if kept is None:
        return
    told: dict[str, Any] = dict(kept.data)
    told.update({name: _anew(told[name]) for name in SECRETS if name in told})
    if CODES in told:
        told[CODES] = [_anew(code) for code in told[CODES]]
    kept.data = told
    kept.save(update_fields=["data"])


def _anew(text: str) -> str:
    adapter = get_adapter()
    return str(adapter.encrypt(adapter.decrypt(text)))
