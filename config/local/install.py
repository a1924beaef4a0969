"""``python3 -I config/local/install.py local|test python3``: the pinned packages, in ``.venv``.

Standard library only, since nothing else is installed yet. A stamp remembers what was installed,
so that the next call costs nothing and a changed requirement is noticed.
"""

import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
FOLDER = CHECKOUT / ".venv"
PYTHON = FOLDER / "bin" / "python"
BASE = FOLDER / "made-for"
INCLUDED_IN = {"local": ("local", "test"), "test": ("test",)}


def main(name: str, interpreter: str) -> int:
    with _alone():
        if any(_is_installed(each) for each in INCLUDED_IN[name]):
            return 0
        if not _is_usable() and not _make(interpreter):
            return 1
        return _install(name)


def _is_installed(name: str) -> bool:
    stamp = _stamp(name)
    return _is_usable() and stamp.exists() and stamp.read_text() == _fingerprint(name)


def _is_usable() -> bool:
    """A moved folder is not: its programs name their interpreter by the old path."""
    return PYTHON.exists() and (not BASE.exists() or BASE.read_text() == str(FOLDER))


def _make(interpreter: str) -> bool:
    if Path(interpreter).is_relative_to(".venv"):  # we run from the folder that we are to replace
        interpreter = getattr(sys, "_base_executable", sys.executable)
    venv = [interpreter, "-m", "venv", "--clear", str(FOLDER)]
    made = subprocess.run(venv, capture_output=True, text=True, check=False)
    if made.returncode:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        print(
            f"{made.stdout}{made.stderr}\n"
            f"Python {version} is here, but it cannot make a virtual environment.\n"
            f"On Debian and Ubuntu this helps: apt-get install python{version}-venv",
            file=sys.stderr,
        )
        return False
    BASE.write_text(str(FOLDER))
    return True


def _install(name: str) -> int:
    print(f"Installing requirements/{name}.txt into .venv …", flush=True)
    for old in FOLDER.glob("installed-*"):
        old.unlink()
    requirements = str(_requirements(name))
    pip = [str(PYTHON), "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    # The list is complete, so nothing needs resolving; and all cores compile faster than pip.
    command = [*pip, *_cache(), "--no-deps", "--no-compile", "--require-hashes"]
    status = subprocess.run([*command, "-r", requirements], check=False).returncode
    if status == 0:
        compile_all = ["-m", "compileall", "-qq", "-j", "0", "-x", "/tests?/", str(FOLDER / "lib")]
        subprocess.run([str(PYTHON), *compile_all], check=False)
        _stamp(name).write_text(_fingerprint(name))
    else:
        print("The packages could not be installed; see above.", file=sys.stderr)
    return status


def _cache() -> list[str]:
    """Without a home of its own pip would put its cache into the checkout, or complain."""
    home = os.environ.get("HOME", "")
    return [] if home and os.access(home, os.W_OK) else ["--no-cache-dir"]


def _requirements(name: str) -> Path:
    return CHECKOUT / "requirements" / f"{name}.txt"


def _stamp(name: str) -> Path:
    return FOLDER / f"installed-{name}"


def _fingerprint(name: str) -> str:
    return hashlib.sha256(_requirements(name).read_bytes()).hexdigest()


@contextmanager
def _alone() -> Iterator[None]:
    """Two instances may be started at once from a fresh checkout."""
    folder = os.open(CHECKOUT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
