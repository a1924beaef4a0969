"""What is pinned: one version of each package, whichever of the lists is installed."""

from __future__ import annotations

import re
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[2] / "requirements"


def test_longer_lists_contain_the_shorter_ones() -> None:
    runtime, local, test = (_pins(name) for name in ("runtime", "local", "test"))

    assert runtime <= local <= test
    assert runtime


def test_every_pin_has_hashes_and_no_list_names_an_index() -> None:
    for path in FOLDER.glob("*.txt"):
        text = path.read_text()
        pinned = [block for block in re.split(r"\n(?=\S)", text) if "==" in block.split("\n")[0]]

        assert all("--hash=sha256:" in block for block in pinned), path
        assert "://" not in text, path


def _pins(name: str) -> set[str]:
    text = (FOLDER / f"{name}.txt").read_text()
    return set(re.findall(r"^[a-z0-9][^\s;]*==[^\s;\\]+", text, re.MULTILINE))
