"""What the confined process does with a list. It binds itself before it opens the file."""

from __future__ import annotations

import sys
from pathlib import Path

from testimonies.evidence.binding import bind
from testimonies.lists import tables

if __name__ == "__main__":
    bind(*map(int, sys.argv[1:4]))
    original, target, encoding, sheet = sys.argv[4:]
    read = tables.convert(Path(original), Path(target), encoding, int(sheet))
    sys.stdout.write(read.as_json())
