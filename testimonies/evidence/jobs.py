"""What the confined process does with the file of a stranger, once it has bound itself.

Decoders that only it needs are imported here, and never by a web process. Recordings have theirs
in `recording_jobs`: to import them takes a fifth of the time that it takes to look at a picture.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import IO

import pi_heif

from testimonies.evidence import (
    clean_copy,
    covered_copy,
    opening,
    page_pictures,
    small_picture,
    thumbnail,
)

pi_heif.register_heif_opener(thumbnails=False)


def work(file: IO[bytes], job: str, kind: str, *paths: str) -> str:
    match job:
        case "look":
            return opening.look(file, kind)
        case "small":
            return small_picture.make(file, Path(paths[0]))
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
