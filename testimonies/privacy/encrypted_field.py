"""A model field whose value is JSON in Python and an AES-GCM blob in the database."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models.query_utils import DeferredAttribute

from testimonies.privacy import vault

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper


class Blob(bytes):
    """A value as it lies in the database, not opened yet."""


class OpensOnFirstUse(DeferredAttribute):
    """Decrypts when the value is first asked for, so that a list of rows decrypts nothing."""

    field: EncryptedField

    def __get__(self, instance: Any, owner: Any = None) -> Any:
        if instance is None:
            return self
        name = self.field.attname
        value = (
            instance.__dict__[name]
            if name in instance.__dict__
            else super().__get__(instance, owner)
        )
        if isinstance(value, Blob):
            value = vault.open_sealed(value, place=self.field.place, row=instance.uuid)
            instance.__dict__[name] = value
        return value

    def __set__(self, instance: Any, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class EncryptedField(models.BinaryField[Any, Any]):
    """Any JSON value, encrypted. The model must have a `uuid` field.

    It cannot be filtered on: keep a `vault.fingerprint` beside it for that.
    """

    descriptor_class = OpensOnFirstUse

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["editable"] = False
        super().__init__(*args, **kwargs)

    @property
    def place(self) -> str:
        return f"{self.model._meta.label_lower}.{self.attname}"

    def from_db_value(
        self, value: Any, _expression: object, _connection: BaseDatabaseWrapper
    ) -> Blob | None:
        return None if value is None else Blob(value)

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        value = model_instance.__dict__.get(self.attname)
        if value is None or isinstance(value, Blob):
            return value
        return Blob(vault.seal(value, place=self.place, row=model_instance.uuid))  # type: ignore[attr-defined]

    def value_to_string(self, obj: models.Model) -> str:
        raise TypeError(f"{self.place} does not leave the database in the clear")
