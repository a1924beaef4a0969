"""A child that should be running: its complaints, its end, its next start."""

import time
from dataclasses import dataclass, field

from config.local.complaints import LogReader
from config.local.processes import CannotStart, Child

LONGEST_PAUSE = 30.0
RECOVERED_AFTER = 60.0
DATABASE_GIVEN_UP_AFTER = 8.0  # until then people get the plain 503 page


@dataclass
class Watched:
    """A child that should be running, and how patient we have become with it."""

    child: Child
    reader: LogReader = field(init=False)
    pause: float = 1.0
    start_at: float | None = None
    started_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        self.reader = LogReader(self.child.name, self.child.log)

    def look_after(self) -> None:
        now = time.monotonic()
        for line in self.reader.new_errors():
            print(line, flush=True)
        if self.child.is_running:
            if now - self.started_at > RECOVERED_AFTER:
                self.pause = 1.0
        elif self.start_at is None:
            self._has_ended(now)
        elif now >= self.start_at:
            self.child.start()
            self.started_at, self.start_at = now, None

    def _has_ended(self, now: float) -> None:
        self.child.kill_group()  # a forgotten worker would keep the port
        if self.child.name == "postgres" and self.pause > DATABASE_GIVEN_UP_AFTER:
            raise CannotStart(f"The database does not come back:\n{self.child.last_words()}")
        print(f"{self.child.name} has ended; next start in {self.pause:.0f} s.", flush=True)
        self.start_at = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)
