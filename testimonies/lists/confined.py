"""A list is opened in a confined process, as evidence is: kilobytes can unpack to gigabytes."""

from __future__ import annotations

import json
from pathlib import Path

from testimonies.evidence import confined as any_file
from testimonies.evidence.confined import Room
from testimonies.lists.kinds import Problem
from testimonies.lists.tables import Read

JOBS = "testimonies.lists.jobs"
ROOM = Room(memory=1 << 30, seconds=300, largest=1 << 30)


def read(original: Path, target: Path, encoding: str, sheet: int) -> Read:
    """Write the rows to `target`. Never raises for what is in the file."""
    paths = (str(original), str(target))
    said = any_file.run(ROOM, *paths, encoding, str(sheet), module=JOBS)
    return Read(**json.loads(said)) if said else Read("", problem=Problem.TOO_MUCH)
