"""A database on which all migrations have run, made once and copied: they take 15 seconds.

It lies in ``.venv``, named by everything that decides what it is; whoever changes a migration or
a model gets another one. `tests/config/test_run.py` compares it with what migrations make.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from config.local import environment, postgres, sockets
from config.local.processes import CHECKOUT, CannotStart

SHELF = Path(sys.prefix) / "migrated"
#: Of our code the tables, their types and the permissions follow from these.
DECISIVE = (
    "*/migrations/*.py",
    "*/models/**/*.py",
    "*/models.py",
    "testimonies/privacy/encrypted_field.py",
    "config/settings/*.py",
    "config/local/postgres.py",
    "requirements/runtime.txt",
    "requirements/local.txt",
)
KEPT = 8  # several checkouts may share one environment


def copy_into(home: Path) -> None:
    """Before the first start of a home. The next start finds nothing to migrate."""
    shutil.copytree(_find_or_make(), home / "database")


def _find_or_make() -> Path:
    folder = SHELF / _fingerprint()
    if not folder.exists():
        _make(folder)
    os.utime(folder)
    return folder


def _fingerprint() -> str:
    files = sorted({file for pattern in DECISIVE for file in CHECKOUT.glob(pattern)})
    told = hashlib.sha256()
    for file in files:
        told.update(f"{file.relative_to(CHECKOUT)} {file.stat().st_size}\n".encode())
        told.update(file.read_bytes())
    return told.hexdigest()[:32]


def _make(folder: Path) -> None:
    SHELF.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="atmintis-migrated-") as place:
        home = Path(place)
        environment.make_home(home)
        _migrate(home)
        draft = Path(tempfile.mkdtemp(dir=SHELF)) / "database"  # nobody ever finds half a database
        shutil.copytree(home / "database", draft)
    try:
        draft.rename(folder)
    except OSError:  # another run was quicker
        shutil.rmtree(draft)
    draft.parent.rmdir()
    _tidy()


def _migrate(home: Path) -> None:
    place = sockets.make(home)
    server = postgres.start(home, place, volatile=True)
    try:
        ran = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--no-input", "--verbosity", "0"],
            cwd=CHECKOUT,
            env=os.environ
            | {
                "ATMINTIS_ENV_FILE": "",
                "ATMINTIS_HOME": str(home),
                "DATABASE_URL": postgres.url(place),
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
            },
            capture_output=True,
            text=True,
            check=False,
        )
    finally:
        server.stop()
        sockets.clear(home)
    if ran.returncode:
        raise CannotStart(f"The migrations did not run:\n{ran.stderr.strip()}")


def _tidy() -> None:
    made = sorted(SHELF.iterdir(), key=lambda folder: folder.stat().st_mtime)
    for folder in made[:-KEPT]:
        shutil.rmtree(folder, ignore_errors=True)
