"""Files in the evidence storage that no row names: what was left by a kill, or a broken line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice

from django.apps import apps
from django.db.models import Model

from testimonies.evidence import keeping
from testimonies.evidence.kept_path import KeptPath

BATCH = 500  # paths in one question


def columns() -> list[tuple[type[Model], str]]:
    """Every column in which a row names a file, of every app."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, KeptPath)
    ]


def find(*, before: datetime) -> Iterator[str]:
    """Those that were written before a moment, in the order of their folders.

    The files come first and the rows after: a row that is written meanwhile is seen.
    """
    for folder in sorted(keeping.folders()):
        paths = keeping.older_than(before, folder)
        while batch := list(islice(paths, BATCH)):
            known = _named(batch)
            yield from (path for path in batch if path not in known)


def is_unnamed(path: str) -> bool:
    return path not in _named([path])


def _named(paths: Sequence[str]) -> set[str]:
    return {path for model, column in columns() for path in _in(model, column, paths)}


def _in(model: type[Model], column: str, paths: Sequence[str]) -> Iterable[str]:
    rows = model._default_manager.filter(**{f"{column}__in": paths})
    return rows.values_list(column, flat=True).iterator()
