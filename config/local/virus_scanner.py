"""ClamAV for the tests: a real daemon that knows one signature, the harmless one of EICAR."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from config.local import debian
from config.local.processes import CannotStart

PACKAGE = "clamav-daemon"
PROGRAM = "/usr/sbin/clamd"
PATIENCE = 60
SOCKET = "clamd.sock"
#: The first words of the test file, anywhere in a file of any type, as a ClamAV body signature.
SIGNATURE = "Eicar-Test:0:*:{words}\n"
WORDS = "$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$"


def find_or_install() -> str:
    if shutil.which(PROGRAM) is None:
        debian.install("The tests of the virus scanner need ClamAV", [PACKAGE])
    if shutil.which(PROGRAM) is None:
        raise CannotStart("ClamAV could not be installed.")
    return PROGRAM


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """The address of a daemon that lives in a folder of its own."""
    with daemon_in(folder):
        yield address_in(folder)


def address_in(folder: Path) -> str:
    return f"unix:{folder / SOCKET}"


@contextmanager
def daemon_in(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """The daemon itself, for whoever stops it in the middle of something."""
    known, socket = folder / "known", folder / SOCKET
    known.mkdir(parents=True, exist_ok=True)
    (known / "own.ndb").write_text(SIGNATURE.format(words=WORDS.encode().hex()))
    settings = folder / "clamd.conf"
    settings.write_text(
        f"DatabaseDirectory {known}\nLocalSocket {socket}\nForeground yes\n"
        "StreamMaxLength 30M\nUser root\n"
    )
    command = [find_or_install(), f"--config-file={settings}"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT) as daemon:
        try:
            _wait_for(socket, daemon)
            yield daemon
        finally:
            daemon.terminate()


def _wait_for(socket: Path, daemon: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while not socket.exists():
        if daemon.poll() is not None or time.monotonic() > until:
            raise CannotStart("ClamAV did not start.")
        time.sleep(0.1)
