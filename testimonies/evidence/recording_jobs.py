"""What the confined process does with a recording, once it has bound itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

from testimonies.evidence import covered_recording, recording


def work(file: IO[bytes], job: str, kind: str, *paths: str) -> str:
    if job == "look":
        return recording.look(file, kind)
    if job == "length":
        return str(covered_recording.length(Path(paths[0]), kind=kind))
    if job == "cover":
        here, target = map(Path, paths[:2])
        return covered_recording.make(here, target, kind=kind, times=json.loads(paths[2]))
    return recording.copy(Path(paths[0]), Path(paths[1]), kind=kind)
