"""What every test stands on: real PostgreSQL, real Redis, keys and mail in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from pytest_django import DjangoDbBlocker, Settings

from petitions.campaigns import snapshots

#: Lets the transactional tests empty their tables between two tests; the append-only rule for
#: rows stays on. Both are tested by name in tests/testimonies/custody.
EMPTIED_BETWEEN_TESTS = ("testimonies_custodyevent", "custody_is_never_emptied")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    table, trigger = EMPTIED_BETWEEN_TESTS
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, settings: Settings) -> None:
    """The mail, files and bundles of one test never meet those of another."""
    settings.MAIL_ROOT = tmp_path / "mail"
    settings.BUNDLES_ROOT = tmp_path / "bundles"
    settings.DROP_ROOT = tmp_path / "drop"
    evidence = settings.STORAGES["evidence"]
    settings.STORAGES = settings.STORAGES | {
        "evidence": evidence
        | {"OPTIONS": evidence["OPTIONS"] | {"location": str(tmp_path / "files")}}
    }


@pytest.fixture(autouse=True)
def _fresh_limits() -> None:
    """Limits count per address, and all tests come from one; pages keep a moment's copy."""
    cache.clear()
    snapshots.forget_everything()
