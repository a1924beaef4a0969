"""Errors out of the log files, a line each and each once, for the person at the terminal."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

LEVELS = {"ERROR", "CRITICAL"}
LONGEST = 160
TASK_NUMBER = re.compile(r"\[[0-9a-f-]{36}\]")  # else the same complaint never looks the same


@dataclass
class LogReader:
    """Remembers how far it has read; starts at the end of what is there."""

    name: str
    log: Path
    position: int = 0
    told: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.position = self.log.stat().st_size if self.log.exists() else 0

    def new_errors(self) -> list[str]:
        found = {sentence: None for line in self._new_lines() if (sentence := _complaint(line))}
        new = [sentence for sentence in found if sentence not in self.told]
        self.told.update(new)
        return [f"{self.name}: {sentence}" for sentence in new]

    def _new_lines(self) -> list[str]:
        if not self.log.exists():
            return []
        with self.log.open("rb") as file:
            if self.log.stat().st_size < self.position:  # rotated
                self.position = 0
            file.seek(self.position)
            text, newline, _unfinished = file.read().rpartition(b"\n")
        self.position += len(text) + len(newline)
        return text.decode(errors="replace").splitlines()


def _complaint(line: str) -> str:
    """Our own lines are JSON objects; everything else stays in the file."""
    if not line.startswith("{"):
        return ""
    try:
        entry = json.loads(line)
    except ValueError:
        return ""
    message = str(entry.get("message", "")) if entry.get("levelname") in LEVELS else ""
    return TASK_NUMBER.sub("", message.splitlines()[0])[:LONGEST] if message else ""
