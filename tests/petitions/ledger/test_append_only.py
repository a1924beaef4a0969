"""The database itself refuses to alter the ledger."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from petitions.models import Checkpoint, CheckpointStamp, LedgerEntry, LedgerTile
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
TABLES = {
    "petitions_ledgerentry": "leaves_are_never_emptied",
    "petitions_ledgertile": "tiles_are_never_emptied",
    "petitions_checkpoint": "checkpoints_are_never_emptied",
    "petitions_checkpointkey": "keys_are_never_emptied",
    "petitions_checkpointstamp": "stamps_are_never_emptied",
}


@pytest.fixture(autouse=True)
def _a_leaf() -> None:
    builders.a_confirmed_signature()
    signing.count_signatures()
    checkpoint = Checkpoint.objects.get()
    CheckpointStamp.objects.create(checkpoint=checkpoint, token=b"token", stamped_at=now())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def refused(statement: str) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except IntegrityError as error:
        return "the ledger is append-only" in str(error)
    return False


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_deleted(table: str) -> None:
    assert refused(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(
    "change",
    [
        "petitions_ledgerentry SET country = 'EE'",
        "petitions_ledgerentry SET leaf_hash = commitment",
        "petitions_ledgerentry SET appended_at = now()",
        "petitions_checkpoint SET note = ''",
        "petitions_checkpoint SET at = at - interval '1 day'",
        "petitions_checkpointstamp SET token = ''",
        "petitions_checkpointstamp SET stamped_at = now()",
        "petitions_ledgertile SET hashes = ''",
        "petitions_ledgertile SET number = 7",
        "petitions_ledgertile SET hashes = decode(repeat('00', 64), 'hex')",
    ],
)
def test_nothing_is_changed(change: str) -> None:
    assert refused(f"UPDATE {change}")


@pytest.mark.parametrize(("table", "trigger"), TABLES.items())
def test_no_table_is_emptied(table: str, trigger: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")

    assert refused(f"TRUNCATE {table} CASCADE")


def test_a_tile_may_grow() -> None:
    tile = LedgerTile.objects.get()

    LedgerTile.objects.update(hashes=bytes(tile.hashes) + bytes(32))

    assert len(LedgerTile.objects.get().hashes) == 64


def test_no_place_is_taken_twice() -> None:
    for model in (LedgerEntry, LedgerTile, Checkpoint):
        again = model.objects.get()
        again.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            again.save(force_insert=True)


def test_a_signature_in_the_ledger_stays() -> None:
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM petitions_signature")
