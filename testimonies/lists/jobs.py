"""What the confined process does with a list, once it has bound itself."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from testimonies.lists import tables


def work(_file: IO[bytes], original: str, target: str, encoding: str, sheet: str) -> str:
    return tables.convert(Path(original), Path(target), encoding, int(sheet)).as_json()
