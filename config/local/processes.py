"""Child processes that never outlive us, whichever way we end."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
LOG_LIMIT = 5 * 1024 * 1024


class CannotStart(Exception):
    """What is wrong and what helps, in a sentence for the person at the terminal."""


@dataclass
class Child:
    """One process with its descendants, its log file, and how to end it.

    Start it from a thread that lives as long as it should: the kernel ties a child to the thread.
    """

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ)
    stop_signal: signal.Signals = signal.SIGTERM
    death_signal: signal.Signals | None = None  # when we are killed; else the stop signal
    patience: float = 5.0
    pass_fds: tuple[int, ...] = ()
    user: str | None = None
    cwd: Path = CHECKOUT
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> "Child":
        _rotate(self.log)
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [*tied_to_us(self.death_signal or self.stop_signal, self.user), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                env=dict(self.environment),
                cwd=self.cwd,
                pass_fds=self.pass_fds,
                start_new_session=True,  # Ctrl-C in the terminal reaches us alone
            )
        return self

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def wait(self) -> int:
        """The exit status, once it has ended by itself."""
        return self.process.wait() if self.process is not None else 0

    def ask_to_stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """End it in good order, or after its patience at any rate, and all that it started."""
        self.ask_to_stop()
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        self.kill_group()
        self.process.wait()

    def kill_group(self) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)

    def wait_until(self, ready: Callable[[], bool], seconds: float, pause: float = 0.03) -> None:
        """Poll until the child answers; a CannotStart that quotes its log when it never does."""
        deadline = time.monotonic() + seconds
        while not ready():
            if not self.is_running or time.monotonic() > deadline:
                self.stop()
                raise CannotStart(f"{self.name} did not start:\n{self.last_words()}")
            time.sleep(pause)

    def last_words(self, lines: int = 8) -> str:
        words = self.log.read_text(errors="replace").splitlines()[-lines:]
        return "\n".join([*(f"  {line}" for line in words), f"  (all of it: {self.log})"])


def tied_to_us(death_signal: signal.Signals, user: str | None = None) -> list[str]:
    """What to put before a command, so that it gets the signal when we are gone."""
    tie = [sys.executable, "-I", "-S", str(Path(__file__).with_name("tied.py"))]
    return [*tie, str(int(death_signal)), str(os.getpid()), user or ""]


def packaged(package: str) -> Path:
    """Where a package lies. Importing it would run code of which we need nothing."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise CannotStart(f"{package} is not installed. `make run` installs what is needed.")
    return Path(spec.origin).parent


def _rotate(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_LIMIT:
        log.replace(log.with_name(f"{log.name}.1"))
