"""``python -m config.local.prepare``: everything between "the database answers" and "Ready".

One process for all of it, because each start of Django costs a second.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from config.local import catalogues, keys
from config.local.processes import CHECKOUT

FIXTURES = CHECKOUT / "testimonies" / "fixtures"


def main() -> None:
    catalogues.compile_all()
    django.setup()
    _migrate()
    _once("static", _digest(_static_files()), _collect_static)
    database = _identity_of_database()
    reference = f"{database} {_digest(sorted(FIXTURES.rglob('*')))}"
    _once("reference", reference, lambda: call_command("load_reference"))
    keys.demo_password(settings.HOME)
    _once("demo", database, lambda: call_command("demo"))


def _migrate() -> None:
    """Even with nothing to do, the command takes a second to say so."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        call_command("migrate", interactive=False)


def _once(name: str, what_for: str, act: Callable[[], object]) -> None:
    """Act unless it was done for just this; an action cut short is done again."""
    note = settings.HOME / "run" / f"{name}.done"
    if not note.exists() or note.read_text() != what_for:
        act()
        note.write_text(what_for)


def _identity_of_database() -> str:
    """Somebody may empty the database and keep the home, or the other way round."""
    first = MigrationRecorder.Migration.objects.order_by("pk").values_list("applied", flat=True)[0]
    return str(first.isoformat())


def _collect_static() -> None:
    call_command("collectstatic", interactive=False, verbosity=0)


def _static_files() -> list[Path]:
    return [
        Path(storage.path(name))
        for finder in get_finders()
        for name, storage in finder.list(ignore_patterns=[])
    ]


def _digest(files: list[Path]) -> str:
    lines = [f"{file} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in files]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


if __name__ == "__main__":
    main()
