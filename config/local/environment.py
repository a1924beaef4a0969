"""Where an instance lives, and what its processes are told."""

import fcntl
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import environ

from config.local import keys
from config.local.processes import CHECKOUT, CannotStart

FOLDERS = ("redis", "files", "mail", "bundles", "drop", "keys", "run")


def read_dotenv() -> dict[str, str]:
    """Take over ``.env`` of the checkout and return what it added; what is set already wins.

    ``ATMINTIS_ENV_FILE`` names another file, or none: tests must not reach a developer's database.
    """
    before = set(os.environ)
    file = Path(os.environ.get("ATMINTIS_ENV_FILE", CHECKOUT / ".env"))
    if file.is_file():
        environ.Env.read_env(file)
    return {name: os.environ[name] for name in set(os.environ) - before}


def home() -> Path:
    return Path(os.environ.get("ATMINTIS_HOME") or CHECKOUT / "var").resolve()


def make_home(home: Path) -> None:
    keys.private_folder(home)
    for name in FOLDERS:
        keys.private_folder(home / name)


@contextmanager
def alone_in(home: Path) -> Iterator[None]:
    """Hold the home for one instance; the lock ends with the process, however that ends."""
    make_home(home)
    with (home / "run" / "lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotStart(
                f"Another instance is already running in {home}. "
                "Stop it first, or choose another folder: make run ATMINTIS_HOME=… PORT=…"
            ) from None
        yield


@contextmanager
def written_down(home: Path, values: Mapping[str, str]) -> Iterator[None]:
    """Let ``manage.py`` find the running instance through ``run/env``."""
    note = home / "run" / "env"
    note.unlink(missing_ok=True)
    note.touch(mode=0o600)
    note.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
    try:
        yield
    finally:
        note.unlink(missing_ok=True)
