"""What the confined process does with a recording: it binds itself first, as in `jobs`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from testimonies.evidence import covered_recording, recording
from testimonies.evidence.binding import bind


def _work(job: str, kind: str, *paths: str) -> str:
    if job == "look":
        return recording.look(sys.stdin.buffer, kind)
    if job == "cover":
        here, target = map(Path, paths[:2])
        return covered_recording.make(here, target, kind=kind, times=json.loads(paths[2]))
    return recording.copy(Path(paths[0]), Path(paths[1]), kind=kind)


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:4]))
    sys.stdout.write(_work(*sys.argv[4:]))
