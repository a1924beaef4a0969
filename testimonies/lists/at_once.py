"""A thousand rows in one statement, in the caller's transaction.

An INSERT of a thousand rows has ten thousand parameters, and costs ten times as much as COPY.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Field, Model

from testimonies.privacy.encrypted_field import EncryptedField

Row = TypeVar("Row", bound=Model)


def write(rows: Sequence[Row]) -> Sequence[Row]:
    """Each row gets its key. Fields are written as they stand, without their `pre_save`."""
    if not rows:
        return rows
    meta = type(rows[0])._meta
    fields = meta.local_concrete_fields
    quoted = ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [meta.db_table, len(rows)],
        )
        for row, (key,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk = key
        with cursor.copy(f"COPY {meta.db_table} ({quoted}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row([_value(field, row) for field in fields])
    return rows


def _value(field: Field[Any, Any], row: Model) -> Any:
    """What the driver writes by itself, or the sealed form of what is kept encrypted."""
    if isinstance(field, EncryptedField):
        return field.pre_save(row, add=True)
    return getattr(row, field.attname)


def ask_of_each(keys: Sequence[bytes], question: str, *told: int) -> dict[bytes, Any]:
    """`question` is a subquery with one answer for ``key``; keys without an answer are left out.

    A thousand parameters take longer to read than a thousand keys to look up.
    """
    sql = f"SELECT key, ({question}) FROM unnest(%s::bytea[]) AS asked (key)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [*told, list(keys)])
        return {bytes(key): said for key, said in cursor.fetchall() if said is not None}
