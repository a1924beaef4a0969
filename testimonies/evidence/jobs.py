"""What the confined process does: it binds itself first, and then opens the file of a stranger.

Decoders that only it needs are imported here, and never by a web process. Recordings have theirs
in `recording_jobs`: to import them takes a fifth of the time that it takes to look at a picture.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pi_heif

from testimonies.evidence import (
    clean_copy,
    covered_copy,
    opening,
    page_pictures,
    small_picture,
    thumbnail,
)
from testimonies.evidence.binding import bind


def _work(job: str, kind: str, *paths: str) -> str:
    match job:
        case "look":
            return opening.look(sys.stdin.buffer, kind)
        case "small":
            return small_picture.make(sys.stdin.buffer, Path(paths[0]))
        case "pages":
            return str(covered_copy.count(Path(paths[0]), kind=kind))
        case _:
            return _copy(job, kind, Path(paths[0]), Path(paths[1]), *paths[2:])


def _copy(job: str, kind: str, original: Path, target: Path, more: str = "") -> str:
    match job:
        case "pictures":
            return str(page_pictures.make(original, target, kind=kind, most=int(more)))
        case "page":
            page_pictures.draw(original, target, int(more))
            return "drawn"
        case "cover":
            return covered_copy.make(original, target, kind=kind, areas=json.loads(more))
        case "thumbnail":
            return thumbnail.make(original, target, kind=kind)
        case _:
            return clean_copy.make(original, target, kind=kind)


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:4]))
    pi_heif.register_heif_opener(thumbnails=False)
    sys.stdout.write(_work(*sys.argv[4:]))
