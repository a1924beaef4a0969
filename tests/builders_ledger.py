"""Ledgers with leaves, by the real actions."""

from __future__ import annotations

from typing import Any

from asn1crypto import cms
from django.utils.timezone import now

from petitions.ledger import actions as ledger
from petitions.ledger.actions import Move
from petitions.models import Checkpoint, CheckpointStamp, LedgerEntry, Petition
from petitions.signing import actions as signing
from tests.builders_signing import a_confirmed_signature, an_open_petition


def a_ledger(size: int) -> Petition:
    """An open petition that so many people signed."""
    petition = an_open_petition()
    for number in range(size):
        a_confirmed_signature(petition, name=f"{number}", email=f"{number}@a.lv")
    signing.count_signatures()
    return petition


def one_more(petition: Petition) -> None:
    a_confirmed_signature(petition, name="One more", email="more@a.lv")
    signing.count_signatures()


def fill(petition: Petition, more: int) -> None:
    """As if the first signature were put aside and taken in again, many times."""
    first = LedgerEntry.objects.get(petition=petition, index=0)
    move = Move(
        petition.pk,
        first.signature_id,
        "restored",
        first.assurance,
        first.country,
        first.day,
        bytes(first.commitment),
    )
    ledger.append([move] * more)


def a_stamp(petition: Petition, size: int) -> CheckpointStamp:
    """As a timestamp service would have given it, for tests that ask none: nobody is in it."""
    token = cms.ContentInfo({"content_type": "data", "content": b""}).dump()
    checkpoint = Checkpoint.objects.get(petition=petition, size=size)
    return CheckpointStamp.objects.create(checkpoint=checkpoint, token=token, stamped_at=now())


def leaf_hash(petition: Petition, index: int) -> bytes:
    return bytes(LedgerEntry.objects.get(petition=petition, index=index).leaf_hash)


def addresses_of_ledgers(petition: Petition) -> dict[str, dict[str, Any]]:
    """One with a full tile, and a stamp."""
    fill(petition, 300)
    a_stamp(petition, size=2)
    known = {"slug": petition.slug, "leaf_hash": leaf_hash(petition, 0).hex()}
    return {
        "ledger-": known | {"size": 2, "level": 0, "number": 0, "width": 1},
        "petitions:proof": {"reference": petition.signatures.order_by("-pk")[0].reference},
        "api-inclusion": known,
        "api-consistency": known,
    }
