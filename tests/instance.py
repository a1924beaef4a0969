"""A whole instance, as `make run` starts it, for journeys over HTTP and in a browser."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from functools import cache
from pathlib import Path
from typing import TypeVar

from celery import Celery

from config.local import migrated
from config.settings.work import CELERY_TASK_ROUTES

ROOT = Path(__file__).resolve().parents[1]
#: Seconds, and far more than anything takes: how long says how busy the machine is.
PATIENCE = 600
A_WHILE = 90
#: What an instance does before its web server starts.
PREPARE = """
from config.local import environment, services, supervisor
home = environment.home()
with environment.alone_in(home), services.running(home, volatile=True) as running:
    supervisor.prepare(home, services.variables(home, running))
"""
T = TypeVar("T")
#: The tests' own services must not leak in: an instance brings its own.
NOT_INHERITED = {
    "DATABASE_URL", "REDIS_URL", "DJANGO_SETTINGS_MODULE", "ATMINTIS_HOME", "PORT", "TSA_URL",
    "OCSP_URL", "SEAL_P12", "SEAL_P12_PASSWORD", "TRUST_STORE", "SECRET_KEY", "DATA_KEYS",
    "INDEX_KEY", "RECEIPT_KEY", "CHECKPOINT_KEY", "ESCROW_KEY", "EMAIL_URL", "SITE_URL",
    "OIDC_PROVIDERS",
}  # fmt: skip


@dataclass
class Instance:
    """Where it answers and where it keeps its things."""

    home: Path
    port: int
    supervisor: int = 0  # its process id
    output: list[str] = field(default_factory=list)
    #: What is set for it beside the usual, by the name of the setting.
    settings: dict[str, str] = field(default_factory=dict)
    #: What people have typed into it in confidence, and what it told them alone.
    confided: set[str] = field(default_factory=set)

    def confide(self, *words: str) -> None:
        self.confided.update(words)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def password(self) -> str:
        return (self.home / "demo-password").read_text().strip()

    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return kept | {
            "ATMINTIS_HOME": str(self.home),
            "PORT": str(self.port),
            "DJANGO_SETTINGS_MODULE": "config.settings.local",
            "TRUSTED_PROXIES": "127.0.0.1/32",  # a test may say from where its people come
            **self.settings,
        }

    def manage(self, *words: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """`manage.py` beside the running instance, as an administrator would."""
        return subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment() | settings,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def nudge(self, task: str) -> None:
        """Ask a worker now for what beat asks within the minute: a test need not sit it out."""
        told = (self.home / "run" / "env").read_text()
        [broker] = re.findall(r"^REDIS_URL=(.+)$", told, re.MULTILINE)
        with Celery(broker=broker, set_as_current=False) as app:
            app.send_task(task, queue=CELERY_TASK_ROUTES[task]["queue"])

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Oldest first."""
        files = sorted((self.home / "mail").glob("*.eml"))
        mails = [_mail_in(path) for path in files]
        return [mail for mail in mails if address in str(mail["To"])]

    def mail_to(self, address: str, *, containing: str = "") -> str:
        """The text of the newest mail to somebody, as soon as it is there."""

        def newest() -> str:
            texts = [mail.get_content() for mail in self.mails_to(address)]
            return next((text for text in reversed(texts) if containing in text), "")

        return eventually(newest)


@cache
def _mail_in(path: Path) -> EmailMessage:
    """They come whole and stay as they came; who waits for one asks five times a second."""
    return message_from_bytes(path.read_bytes(), policy=policy.default)


def eventually(what: Callable[[], T], *, seconds: float = A_WHILE) -> T:
    """Ask again until the answer is true; the last answer goes into the failure."""
    deadline = time.monotonic() + seconds
    while True:
        answer = what()
        if answer:
            return answer
        assert time.monotonic() < deadline, f"still {answer!r} after {seconds} s"
        threading.Event().wait(0.2)


def prepared_home(home: Path) -> Path:
    """For an instance: as if it had started there once, so that nothing is left to prepare.

    All test processes of a run copy the same one, which the first of them makes.
    """
    first = Path(os.environ["ATMINTIS_HOME"]) / "prepared"
    with first.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not first.exists():
            draft = first.with_suffix(".draft")
            migrated.copy_into(draft)
            _prepare(draft)
            draft.rename(first)
    shutil.copytree(first, home, dirs_exist_ok=True)
    return home


def _prepare(home: Path) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PREPARE],
        cwd=ROOT,
        env=Instance(home, 0).environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


@contextmanager
def running_instance(home: Path, port: int = 0, **settings: str) -> Iterator[Instance]:
    instance = Instance(home, port or _free_port(), settings=settings)
    process = subprocess.Popen(
        [sys.executable, "-m", "config.local", "run"],
        cwd=ROOT,
        env=instance.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    instance.supervisor = process.pid
    reader = threading.Thread(target=_collect, args=(process, instance.output), daemon=True)
    reader.start()
    try:
        eventually(lambda: _is_ready(process, instance), seconds=PATIENCE)
        yield instance
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)
        reader.join(5)


def _is_ready(process: subprocess.Popen[str], instance: Instance) -> bool:
    said = "".join(instance.output)
    assert process.poll() is None, f"it ended:\n{said}"
    return "Ready:" in said


def _collect(process: subprocess.Popen[str], output: list[str]) -> None:
    assert process.stdout is not None
    with process.stdout:
        output.extend(iter(process.stdout.readline, ""))


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
