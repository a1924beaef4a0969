"""What the confined process does with a recording: it binds itself first, as in `jobs`."""

from __future__ import annotations

import sys
from pathlib import Path

from testimonies.evidence import recording
from testimonies.evidence.binding import bind


def _work(job: str, kind: str, *paths: str) -> str:
    if job == "look":
        return recording.look(sys.stdin.buffer, kind)
    return recording.copy(Path(paths[0]), Path(paths[1]), kind=kind)


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:4]))
    sys.stdout.write(_work(*sys.argv[4:]))
