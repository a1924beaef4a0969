"""Where encrypted values lie in rows, and which of them lie under another key than the first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import BinaryField, F, Model, QuerySet
from django.db.models.functions import Substr

from testimonies.privacy import vault
from testimonies.privacy.encrypted_field import EncryptedField

BATCH = 200


@dataclass(frozen=True)
class Column:
    """One encrypted column; what lies in it is bound to its place and to the row's uuid."""

    model: type[Model]
    name: str
    #: How many are in memory, and in one transaction: few where each may be large.
    many: int = BATCH

    @property
    def place(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def rows(self) -> QuerySet[Any]:
        there: QuerySet[Any] = self.model._base_manager.filter(**{f"{self.name}__isnull": False})
        return there

    def older(self) -> QuerySet[Any]:
        """What was encrypted with another key, in the order of the rows."""
        key = vault.current()
        begins = Substr(F(self.name), 1, len(key), output_field=BinaryField())
        found: QuerySet[Any] = self.rows().annotate(begins=begins).exclude(begins=key)
        return found.order_by("pk")


@dataclass(frozen=True)
class Sealed:
    pk: Any
    uuid: UUID
    blob: bytes


def columns() -> list[Column]:
    """Every `EncryptedField` of every app, so that a new one belongs to it by itself."""
    return [
        Column(model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, EncryptedField)
    ]


def batch_of(column: Column, *, after: Any) -> Iterator[Sealed]:
    found = column.older()
    if after is not None:
        found = found.filter(pk__gt=after)
    for pk, uuid, blob in found.values_list("pk", "uuid", column.name)[: column.many]:
        yield Sealed(pk, uuid, bytes(blob))
