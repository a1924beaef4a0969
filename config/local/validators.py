"""The validators of archives, in an environment of their own: their lxml is not ours."""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local.processes import CHECKOUT, CannotStart

FOLDER = Path(sys.prefix) / "validators"
PYTHON = FOLDER / "bin" / "python"
STAMP = FOLDER / "installed"
REQUIREMENTS = CHECKOUT / "requirements" / "validators.txt"


def find_or_install() -> Path:
    """Their interpreter. Once they are there nothing is asked for on the network."""
    with _alone():
        if not _is_installed():
            _install()
    return PYTHON


def _is_installed() -> bool:
    return PYTHON.exists() and STAMP.exists() and STAMP.read_text() == _fingerprint()


def _install() -> None:
    print("Installing requirements/validators.txt into an environment of its own …", flush=True)
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    wanted = ["--no-deps", "--require-hashes", "-r", str(REQUIREMENTS)]
    for step in ([sys.executable, "-m", "venv", "--clear", str(FOLDER)], [*pip, *wanted]):
        done = subprocess.run(step, check=False, capture_output=True, text=True)
        if done.returncode:
            raise CannotStart(f"The validators could not be installed.\n{done.stderr}")
    STAMP.write_text(_fingerprint())


def _fingerprint() -> str:
    return hashlib.sha256(REQUIREMENTS.read_bytes()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Several workers of one test run may want them at once."""
    folder = os.open(sys.prefix, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)
