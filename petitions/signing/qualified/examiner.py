"""Having a file examined in a process of its own, which stays for the next one.

One child for each of our processes: to start it costs a second, to ask it some milliseconds.
"""

from __future__ import annotations

import atexit
import json
import os
import select
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from threading import Lock
from typing import Any

from django.conf import settings

from petitions.signing.qualified.found import Known
from petitions.signing.qualified.reasons import NotNow, Reason, Wrong
from petitions.signing.qualified.verification import Proof

PROGRAM = "petitions.signing.qualified.examination"
CHECKOUT = Path(__file__).resolve().parents[3]
PATIENCE = 45  # seconds; an issuer who is asked has ten
#: Whatever the libraries leak goes with the child.
MOST_FILES = 1000
#: How a child reaches an issuer through the proxy of the house. Nothing else is passed on.
PASSED_ON = ("PATH", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy")


class TrustUnusable(NotNow):
    """Our own trust store cannot be read: nobody else is to blame."""


class Died(Exception):
    """The child ended, or said nothing in time."""


def examine(content: bytes, petition: int, statements: Sequence[Known]) -> Proof:
    """Raises `Wrong` with the reason, or `NotNow`. Safe from several threads."""
    with tempfile.TemporaryDirectory(prefix="container-") as folder, _lock:
        path = Path(folder) / "uploaded.asice"
        path.write_bytes(content)
        job = {
            "path": str(path),
            "petition": petition,
            "statements": [asdict(each) | {"files": sorted(each.files)} for each in statements],
        }
        try:
            return _proof(_examiner().ask(job))
        except Died:  # perhaps of something else: a full machine, or an older file
            stop()
        try:
            return _proof(_examiner().ask(job))
        except Died as error:
            raise Wrong(Reason.TOO_MUCH) from error


class Examiner:
    """A running child, and the trust store that it was started with."""

    def __init__(self, trust: Path | None) -> None:
        self.key = _key(trust)
        self.asked = 0
        # The DigiDoc library reads its configuration and its lists from its home.
        self._home = tempfile.TemporaryDirectory(prefix="examiner-")
        home = Path(self._home.name) / "home"
        place = ""
        if trust is not None and trust.is_dir():
            try:
                shutil.copytree(trust, home)
            except OSError as error:
                raise TrustUnusable from error
            place = str(home)
        else:
            home.mkdir()
            place = str(trust.resolve()) if trust is not None else ""
        passed_on = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        self._child = subprocess.Popen(  # noqa: S603 (our own module)
            [sys.executable, "-m", PROGRAM, place, settings.OCSP_URL],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=CHECKOUT,
            env=passed_on | {"HOME": str(home)},
        )
        self._said = b""
        try:
            is_ready = self._read().get("ready")
        except (ValueError, Died):
            is_ready = False
        if not is_ready:
            self.stop()
            raise TrustUnusable

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        self.asked += 1
        try:
            self._write(job)
            answer = self._read()
            if answer.get("library_follows") and self._read()["library"]:
                return {"wrong": Reason.LIBRARY}
        except (OSError, ValueError, Died) as error:
            self.stop()
            raise Died from error
        return answer

    @property
    def pid(self) -> int:
        return self._child.pid

    def is_fit_for(self, trust: Path | None) -> bool:
        is_tired = self.asked >= MOST_FILES
        return not is_tired and self._child.poll() is None and self.key == _key(trust)

    def stop(self) -> None:
        self._child.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        self._home.cleanup()

    def _write(self, job: dict[str, Any]) -> None:
        assert self._child.stdin is not None  # noqa: S101 (for the type checker)
        self._child.stdin.write(f"{json.dumps(job)}\n".encode())
        self._child.stdin.flush()

    def _read(self) -> dict[str, Any]:
        pipe = self._child.stdout
        assert pipe is not None  # noqa: S101 (for the type checker)
        while b"\n" not in self._said:
            ready, _w, _x = select.select([pipe], [], [], PATIENCE)
            block = os.read(pipe.fileno(), 1 << 16) if ready else b""
            if not block:
                raise Died
            self._said += block
        line, _end, self._said = self._said.partition(b"\n")
        answer: dict[str, Any] = json.loads(line)
        return answer


_lock = Lock()
_running: list[Examiner] = []


def child() -> int:
    """The process id of the child that is running."""
    return _running[0].pid


def stop() -> None:
    """For tests, and for whoever has changed the trust store."""
    while _running:
        _running.pop().stop()


atexit.register(stop)


def _examiner() -> Examiner:
    if _running and not _running[0].is_fit_for(settings.TRUST_STORE):
        stop()
    if not _running:
        _running.append(Examiner(settings.TRUST_STORE))
    return _running[0]


def _key(trust: Path | None) -> tuple[Any, ...]:
    """Another one when a file of the trust store has changed. Raises `TrustUnusable`."""
    if trust is None:
        return (settings.OCSP_URL,)
    try:
        paths = sorted(trust.iterdir()) if trust.is_dir() else [trust]
        return (settings.OCSP_URL, *((str(path), path.stat().st_mtime_ns) for path in paths))
    except OSError as error:
        raise TrustUnusable from error


def _proof(answer: dict[str, Any]) -> Proof:
    if "wrong" in answer:
        raise Wrong(answer["wrong"])
    if "not_now" in answer:
        raise NotNow(answer["not_now"])
    answer.pop("library_follows")
    born = answer["birth_date"]
    return Proof(
        **answer
        | {
            "birth_date": date.fromisoformat(born) if born else None,
            "signed_at": datetime.fromisoformat(answer["signed_at"]),
        }
    )
