"""A petition with as many confirmed signatures as one likes, encrypted as the real ones are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper
from django.utils.timezone import now

from bench.acts import COUNTRIES, an_open_petition
from petitions.bundles import asked, statements
from petitions.models import Bundle, PetitionTarget, Signature
from petitions.signing import identity
from testimonies.privacy import vault

FIRST_DAY, PAUSE = datetime(2026, 1, 1, tzinfo=UTC), timedelta(seconds=7)
FIRST_NAMES = ("Ona", "Mārtiņš", "Mari-Liis", "Władysław", "Олена", "Jonas", "Õie", "Ilze")
SURNAMES = ("Petraitė", "Bērziņš", "Tammsaare", "Wiśniewski", "Шевченко", "O’Neill & Sons")
COLUMNS = (
    "uuid, reference, petition_id, state, assurance, language, country, display, targets,"
    " valid_targets, identity_key, personal, commitment, wants_news, signed_at, confirmed_at,"
    " is_counted"
)
ITEMS = """
INSERT INTO petitions_bundleitem (uuid, bundle_id, target_id, kind, position, signature_id)
SELECT gen_random_uuid(), %(bundle)s, %(target)s, 'signature', row_number() OVER (ORDER BY id), id
FROM petitions_signature WHERE petition_id = %(petition)s
"""


def a_frozen_bundle(slug: str, many: int) -> Bundle:
    """As a freeze leaves it; the ledger has lines of its own in this table."""
    petition = an_open_petition(slug)
    target = petition.targets.order_by("pk")[0]
    _sign(target, many)
    ((pk,),) = statements.ask(statements.NEXT_BUNDLE)
    place = {"bundle": pk, "target": target.pk, "petition": petition.pk}
    with transaction.atomic():  # items come first: a bundle that is there takes nothing more
        with connection.cursor() as cursor, _without_indexes(cursor, "petitions_bundleitem"):
            cursor.execute(ITEMS, place)
        bundle = _bundle(pk, target, many)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE petitions_signature, petitions_bundleitem")
    return bundle


def _bundle(pk: int, target: PetitionTarget, many: int) -> Bundle:
    return Bundle.objects.create(
        pk=pk,
        target=target,
        number=1,
        cut_off=now(),
        frozen={
            "custody_head": "00" * 32,
            "asked": asked.frozen(target),
            "counts": {"signatures": many, "withdrawals": 0, "by_assurance": {"email": many}},
        },
    )


@contextmanager
def _without_indexes(cursor: CursorWrapper, table: str) -> Iterator[None]:
    """Fill a table first and sort its indexes afterwards, as is quicker for millions of rows.

    For a database that is thrown away: nothing is checked but what is unique.
    """
    cursor.execute("SET LOCAL session_replication_role = replica")
    cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
    cursor.execute("UPDATE pg_index SET indisready = false WHERE indrelid = %s::regclass", [table])
    yield
    cursor.execute(f"REINDEX TABLE {table}")
    cursor.execute("SET LOCAL session_replication_role = origin")


def _sign(target: PetitionTarget, many: int) -> None:
    copied = f"COPY petitions_signature ({COLUMNS}) FROM STDIN"
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        _without_indexes(cursor, "petitions_signature"),
        cursor.copy(copied) as copy,
    ):
        for line in _lines(target, many):
            copy.write(line)


def _lines(target: PetitionTarget, many: int) -> Iterator[str]:
    """As COPY takes them: what is the same in all rows is written once."""
    place = Signature._meta.get_field("personal").place
    line = (
        f"%s\tS-B%015d\t{target.petition_id}\tconfirmed\temail\ten\t%s\thidden"
        f"\t{{{target.pk}}}\t{{{target.pk}}}\t\\\\x%s\t\\\\x%s\t\\\\x%s\tf\t%s\t%s\tt\n"
    )
    before = target.petition_id * 10**9  # a reference is there once
    for number in range(many):
        row = UUID(bytes=os.urandom(16), version=4)
        first, last = FIRST_NAMES[number % 8], SURNAMES[number % 6]
        told = identity.salted({"name": f"{first} {last}", "email": f"m{number}@example.org"})
        sealed = vault.seal(told, place=place, row=row).hex()
        key = hashlib.sha256(row.bytes).hexdigest()
        country, moment = COUNTRIES[number % 5], str(FIRST_DAY + number * PAUSE)
        yield line % (row, before + number, country, key, sealed, key, moment, moment)
