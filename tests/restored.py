"""What many tests begin with: built once in each process, by the real way, and then put back.

Its rows go back by COPY, just as they were, and its files beside them. Only a database as empty as
the first was takes them, under the same settings and in the same language; a test that changes
modules builds its own, and so does one that commits. And what is older than two minutes is built
anew: no test need ask how long ago its witness came.
"""

from __future__ import annotations

import pickle
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import pytest
from django.conf import UserSettingsHolder, settings
from django.core import mail
from django.db import connection, transaction
from django.utils import translation

from tests import emptying

P = ParamSpec("P")
T = TypeVar("T")
#: Seconds.
STAYS_FRESH = 120
#: Settings that name a folder of the test.
OF_EACH_TEST = (
    "BUNDLES_ROOT", "CARDS_ROOT", "DROP_ROOT", "GATEWAY_ROOT", "MAIL_ROOT", "STORAGES",
    "UPLOADS_ROOT",
)  # fmt: skip


@dataclass(frozen=True)
class Kept:
    """What the builder returned, with all that was made for it."""

    returned: bytes
    rows: dict[str, bytes]
    files: Path
    built_at: float


_kept: dict[object, Kept] = {}
_numbers = count(1)
#: What the test that runs now has changed with the means of pytest.
_changes: list[pytest.MonkeyPatch] = []


def begin(monkeypatch: pytest.MonkeyPatch) -> None:
    _changes[:] = [monkeypatch]


def restored(build: Callable[P, T]) -> Callable[P, T]:
    """Of a builder whose rows are its own: one that is told of other rows builds."""

    @wraps(build)
    def built_or_put_back(*told: P.args, **more: P.kwargs) -> T:
        if not _is_plain([told, more]) or not _may_be_put_back():
            return build(*told, **more)
        key = (build, repr((told, more)), translation.get_language(), _told())
        kept = _kept.get(key)
        if kept is not None and time.monotonic() - kept.built_at < STAYS_FRESH:
            _put_back(kept)
            earlier: T = pickle.loads(kept.returned)  # noqa: S301 (our own)
            return earlier
        built_at = time.monotonic()
        returned = build(*told, **more)
        if not mail.outbox:  # a letter that has gone is nowhere else
            _kept[key] = Kept(pickle.dumps(returned), _rows(), _with_files(), built_at)
        return returned

    return built_or_put_back


def _is_plain(value: Any) -> bool:
    """Words and numbers, which say all that they are."""
    if isinstance(value, dict):
        return all(_is_plain(each) for pair in value.items() for each in pair)
    if isinstance(value, list | tuple):
        return all(_is_plain(each) for each in value)
    return value is None or isinstance(value, str | int | bytes)


def _may_be_put_back() -> bool:
    is_empty = connection.in_atomic_block and not emptying.full() and not _has_files()
    return is_empty and not _has_changed_modules() and _rules_can_rest()


def _has_changed_modules() -> bool:
    """All but the name of this machine in mails, which pytest-django changes for every test."""
    return any(
        each._setitem or any(place is not mail.message for place, _name, _old in each._setattr)
        for each in _changes
    )


def _rules_can_rest() -> bool:
    """Rows go back in any order and have passed every rule once; not every user may say so."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW is_superuser")
        return bool(cursor.fetchone() == ("on",))


def _told() -> tuple[str, ...]:
    """What a test, or one of its fixtures, has set; each has its folders somewhere else."""
    told: dict[str, str] = {}
    layer = vars(settings)["_wrapped"]
    while isinstance(layer, UserSettingsHolder):
        for name, value in vars(layer).items():
            if name.isupper():
                told.setdefault(name, _without_folder(name, repr(value)))
        layer = layer.default_settings
    return tuple(f"{name}={value}" for name, value in sorted(told.items()))


def _without_folder(name: str, value: str) -> str:
    return value.replace(str(_folder()), "") if name in OF_EACH_TEST else value


def _rows() -> dict[str, bytes]:
    rows = {}
    with connection.cursor() as cursor:
        for table in emptying.full():
            with cursor.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as copy:
                rows[table] = b"".join(copy)
    return rows


def _has_files() -> bool:
    return any(path.is_file() for root in _roots() for path in root.rglob("*"))


def _with_files() -> Path:
    """A copy of the folders, beside those of the tests."""
    kept = _folder().parent / f"put-back-{next(_numbers)}"
    for root in _roots():
        if root.is_dir():
            shutil.copytree(root, kept / root.relative_to(_folder()))
    return kept


def _roots() -> list[Path]:
    return [Path(settings.BUNDLES_ROOT), Path(settings.MAIL_ROOT), _folder() / "files"]


def _put_back(kept: Kept) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for table, rows in kept.rows.items():
            with cursor.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as copy:
                copy.write(rows)
        cursor.execute("SET LOCAL session_replication_role = origin")
    if kept.files.is_dir():
        shutil.copytree(kept.files, _folder(), dirs_exist_ok=True)


def _folder() -> Path:
    return Path(settings.MAIL_ROOT).parent
