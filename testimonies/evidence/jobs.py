"""What the confined process does: it binds itself first, and then opens the file of a stranger.

Decoders that only it needs are imported here, and never by a web process. Recordings have theirs
in `recording_jobs`: to import them takes a fifth of the time that it takes to look at a picture.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pi_heif

from testimonies.evidence import clean_copy, opening, page_pictures, small_picture, thumbnail
from testimonies.evidence.binding import bind


def _work(job: str, kind: str, *paths: str) -> str:
    if job == "look":
        return opening.look(sys.stdin.buffer, kind)
    if job == "small":
        return small_picture.make(sys.stdin.buffer, Path(paths[0]))
    original, target = map(Path, paths[:2])
    match job:
        case "pictures":
            return str(page_pictures.make(original, target, kind=kind, most=int(paths[2])))
        case "thumbnail":
            return thumbnail.make(original, target, kind=kind)
        case _:
            return clean_copy.make(original, target, kind=kind)


if __name__ == "__main__":
    bind(*map(int, sys.argv[1:4]))
    pi_heif.register_heif_opener(thumbnails=False)
    sys.stdout.write(_work(*sys.argv[4:]))
