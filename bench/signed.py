"""A petition with as many confirmed signatures as one likes, encrypted as the real ones are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils.timezone import now

from bench.acts import COUNTRIES, an_open_petition
from petitions.bundles import asked, statements
from petitions.models import Bundle, PetitionTarget, Signature
from petitions.signing import identity
from testimonies.privacy import vault

FIRST_DAY = datetime(2026, 1, 1, tzinfo=UTC)
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
        statements.run(ITEMS, **place)
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


def _sign(target: PetitionTarget, many: int) -> None:
    with connection.cursor() as cursor:
        copied = f"COPY petitions_signature ({COLUMNS}) FROM STDIN"
        with cursor.copy(copied) as copy:
            for row in _rows(target, many):
                copy.write_row(row)


def _rows(target: PetitionTarget, many: int) -> Iterator[tuple[Any, ...]]:
    place = Signature._meta.get_field("personal").place
    goes_to, moment = f"{{{target.pk}}}", FIRST_DAY
    for number in range(many):
        moment += timedelta(seconds=7)
        row = uuid4()
        first, last = FIRST_NAMES[number % 8], SURNAMES[number % 6]
        told = identity.salted({"name": f"{first} {last}", "email": f"m{number}@example.org"})
        yield (
            row,
            f"S-B{number:015}",
            target.petition_id,
            "confirmed",
            "email",
            "en",
            COUNTRIES[number % 5],
            "hidden",
            goes_to,
            goes_to,
            hashlib.sha256(row.bytes).digest(),
            vault.seal(told, place=place, row=row),
            os.urandom(32),
            False,
            moment,
            moment,
            True,
        )
