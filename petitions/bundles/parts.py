"""A bundle that is too large for one container is divided into numbered parts, each sealed.

The DigiDoc library opens less than two gigabytes. Every part has the same bundle.json, which lists
the files of all parts, a cover and the instructions; the parts have one identity, that of the
bundle. Which file goes where depends on names and sizes alone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from petitions.bundles import asice, manifest

ROOM = 64 << 20  # for the cover, the instructions, the signature and what zip files add
BAG = "payload-bag.zip"
BAGGED = (".csv", ".json")  # they lie in the bag a second time


@dataclass
class Part:
    """What lies in one container, beside what lies in each."""

    number: int  # from 1
    files: list[str] = field(default_factory=list)
    records: list[str] = field(default_factory=list)  # in its bag only
    size: int = 0

    @property
    def bag(self) -> str:
        return BAG if self.number == 1 else f"payload-bag-{self.number}.zip"


def divide(
    files: Mapping[str, int], first: Iterable[str], records: Mapping[str, int]
) -> list[Part]:
    """Files and records with their sizes, in order; `first` are those of the first part."""
    leading = [name for name in sorted(files) if name in set(first)]
    found = [Part(1)]
    for name in [*leading, *(name for name in sorted(files) if name not in leading)]:
        copies = 2 if name.endswith(BAGGED) else 1
        _part_for(found, files[name] * copies).files.append(name)
    for name in sorted(records):
        _part_for(found, records[name]).records.append(name)
    return found


def members(payload: Path) -> list[list[str]]:
    """The names of the files of each container, from a written payload."""
    told = json.loads((payload / manifest.BUNDLE).read_bytes())["files"]
    last = max((about.get("part", 1) for about in told.values()), default=1)
    common = [path.name for path in sorted(payload.iterdir()) if path.name not in told]
    return [
        sorted([*common, *(n for n, about in told.items() if about.get("part", 1) == number)])
        for number in range(1, last + 1)
    ]


def _part_for(found: list[Part], size: int) -> Part:
    if found[-1].size and found[-1].size + size > asice.LARGEST - ROOM:
        found.append(Part(found[-1].number + 1))
    found[-1].size += size
    return found[-1]
