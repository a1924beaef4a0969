"""The rows of a list of signatures, read and decrypted in batches without an object for each."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from petitions.bundles import own_files, statements
from petitions.bundles.own_files import Span
from petitions.models import Bundle, Signature
from testimonies.errors import Refusal
from testimonies.models.institution import SignatoryField
from testimonies.privacy import vault

#: From there on the planner looks for other ways, which take longer; half as many take one worker
#: a twelfth longer and no less memory.
BATCH = 5_000
#: What goes along with a declaration of support, however it was signed.
ALWAYS_TOLD = frozenset({SignatoryField.NAME.value, SignatoryField.COUNTRY.value})
VALID, DECLARATION = "valid", "declaration"
SIGNED_ON = 4  # which of the columns it is


class SignatureRows:
    """Rows by their position in the bundle, from 1; counts what they count as, and their days.

    With `spans` each row ends with the name of the file that its signer signed, if there is one.
    """

    def __init__(self, bundle: Bundle, fields: Sequence[str], spans: Sequence[Span] = ()) -> None:
        self._starts = [first for first, _last in spans]
        self._fields = [field for field in SignatoryField.values if field in fields]
        self._opened = vault.opener(Signature._meta.get_field("personal").place)
        self._parameters = {
            "bundle": bundle.pk,
            "target": bundle.target_id,
            "zone": settings.TIME_ZONE,
        }
        self.counts: Counter[str] = Counter()
        self.days: Counter[str] = Counter()  # on which they signed

    def batches(self, first: int, last: int) -> Iterator[list[list[str]]]:
        """Everything from `first` to `last`; no cursor stays open, so PgBouncer may be there."""
        for start in range(first, last + 1, BATCH):
            yield self._batch(start, min(start + BATCH - 1, last))

    def _batch(self, first: int, last: int) -> list[list[str]]:
        columns = self._columns(first, last)
        rows, opened, fields = [], self._opened, self._fields
        valid = 0
        each = zip(*columns, strict=True)
        for position, uuid, personal, country, signed_on, assurance, is_valid, kind in each:
            told = opened(personal, uuid)
            told["country"] = country
            if is_valid:
                valid += 1
            else:
                # SECURITY: what was told so that it counts goes only where it counts.
                told = {field: told[field] for field in ALWAYS_TOLD if field in told}
            values = [str(told.get(field, "")) for field in fields]
            counts_as = VALID if is_valid else DECLARATION
            row = [position, *values, signed_on, assurance, counts_as]
            if self._starts:
                row.append(self._own_file(int(position), kind))
            rows.append(row)
        self.days.update(columns[SIGNED_ON])
        self.counts[VALID] += valid
        self.counts["declarations"] += len(rows) - valid
        return rows

    def _columns(self, first: int, last: int) -> Sequence[Sequence[Any]]:
        """A list of values for each column, since a million rows need not be as many messages."""
        wanted = {**self._parameters, "first": first, "last": last}
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statements.AT_ONCE)
            # Straight from the driver: it hands over blobs as they are, and builds no objects.
            with connection.connection.cursor(binary=True) as raw:
                columns: Sequence[Sequence[Any]] = raw.execute(
                    statements.SIGNATURE_COLUMNS, wanted
                ).fetchone()
        if columns[0] != [str(position) for position in range(first, last + 1)]:
            raise Refusal(_("Signatures of this bundle are missing in the database."))
        return columns

    def _own_file(self, position: int, kind: str | None) -> str:
        if not kind:
            return ""
        number = bisect_right(self._starts, position)
        return f"{own_files.zip_name(number)}/{own_files.file_name(position, kind)}"
