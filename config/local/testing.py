"""``python -m config.local test`` and ``bench``, on services of their own that vanish afterwards.

pytest writes the last line; nothing here speaks after it.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from config.local import (
    catalogues,
    chromium,
    clerk_programs,
    firefox,
    lint,
    migrated,
    postgres,
    services,
    soft_token,
    validators,
)
from config.local.processes import CHECKOUT, tied_to_us
from config.local.stopping import Stopped

WORKERS = "2"
LOCAL = "config.settings.local"


def test(arguments: list[str]) -> int:
    """With arguments pytest gets just these; without, everything there is to check is checked."""
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # a run starts a hundred processes of our code
    if not arguments:
        chromium.find_or_install()
        firefox.find_or_install()
        clerk_programs.find_or_install()
        soft_token.find_or_install()
        validators.find_or_install()
        if not lint.run():
            return 1
    catalogues.compile_all()
    with _temporary_home() as home:
        own = _tables(home) | {
            "ATMINTIS_ENV_FILE": "",
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "HYPOTHESIS_STORAGE_DIRECTORY": str(home / "hypothesis"),
        }
        with services.running(home, volatile=True) as running:
            variables = services.variables(home, running) | own
            return _run(["pytest", *(arguments or ["-n", WORKERS])], variables)


def _tables(home: Path) -> dict[str, str]:
    """A database from which each test process copies its own; not on a server given to us."""
    if "DATABASE_URL" in os.environ:
        return {}
    migrated.copy_into(home)
    return {"TEST_TEMPLATE": postgres.NAME}


def bench(arguments: list[str]) -> int:
    """Measured on a database that keeps its promises, unlike the one of the tests."""
    with _temporary_home() as home, services.running(home) as running:
        variables = services.variables(home, running)
        return _run(["bench", *arguments], variables | {"DJANGO_SETTINGS_MODULE": LOCAL})


def _run(module: list[str], variables: Mapping[str, str]) -> int:
    command = [*tied_to_us(signal.SIGINT), sys.executable, "-m", *module]
    process = subprocess.Popen(command, env=dict(variables), cwd=CHECKOUT)
    try:
        return process.wait()
    except Stopped as stopped:
        if signal.SIGINT not in stopped.args:  # Ctrl-C reached it by itself
            process.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            process.wait(10)
        raise
    finally:
        process.kill()
        process.wait()


@contextmanager
def _temporary_home() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="atmintis-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
