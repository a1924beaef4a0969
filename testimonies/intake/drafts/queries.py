"""The draft behind an address, as its holder opens it: with its case, in one statement."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime

from accounts import driver
from testimonies.models import Case, Draft
from testimonies.privacy.encrypted_field import Blob, EncryptedField

M = TypeVar("M", bound=models.Model)


def _columns(model: type[models.Model], name: str) -> str:
    return ", ".join(f"{name}.{field.column}" for field in model._meta.concrete_fields)


#: SECURITY: what the staff types in (another channel) is no draft of the holder's.
FIND = f"""
SELECT {_columns(Draft, "draft")}, {_columns(Case, "own_case")}
FROM {Draft._meta.db_table} AS draft
JOIN {Case._meta.db_table} AS own_case ON own_case.id = draft.case_id
WHERE draft.handle = %(handle)s AND draft.kind = %(kind)s AND draft.channel = 'web'
  AND draft.sealed_at IS NULL
"""  # noqa: S608
ANSWERS = [field.attname for field in Draft._meta.concrete_fields].index("answers")
#: Key and nonce stand there, so no two sealed answers begin alike.
BEGINS = 64
WIDTH = len(Draft._meta.concrete_fields)


def of_holder(handle: str, kind: str) -> Draft | None:
    """None where there is no such draft, or where it has expired."""
    row = driver.ask(FIND, {"handle": handle, "kind": kind}).fetchone()
    if row is None:
        return None
    draft = _made(Draft, row[:WIDTH])
    draft.read_as = bytes(row[ANSWERS][:BEGINS])
    draft.case = _made(Case, row[WIDTH:])
    return draft


def _made(model: type[M], values: tuple[Any, ...]) -> M:
    """As Django makes it of a row; what is encrypted is opened when it is asked for."""
    fields = model._meta.concrete_fields
    told = (
        Blob(value) if isinstance(field, EncryptedField) and value is not None else value
        for field, value in zip(fields, values, strict=True)
    )
    return model.from_db(DEFAULT_DB_ALIAS, [field.attname for field in fields], list(told))


def last_day(draft: Draft, language: str) -> str:
    """Until when a draft is kept, as a letter in this language says it."""
    with translation.override(language):
        return date_format(localtime(draft.expires_at), "DATE_FORMAT")
