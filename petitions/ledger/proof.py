"""Proofs as text that others can check without us: c2sp.org/tlog-proof, and consistency."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from petitions.ledger import merkle, note
from petitions.ledger.merkle import HASH
from petitions.ledger.note import Head, NotSigned

FORMAT = "c2sp.org/tlog-proof@v1"
#: A path this long would lead through more leaves than there can be.
LONGEST = 63
_NUMBER = r"(0|[1-9][0-9]{0,18})"


@dataclass(frozen=True)
class Proof:
    """That the leaf at `index` is in the tree of a checkpoint."""

    index: int
    path: Sequence[bytes]
    checkpoint: str

    def text(self) -> str:
        return f"{FORMAT}\nindex {self.index}\n{_lines(self.path)}\n{self.checkpoint}"

    def leads(self, leaf: bytes, head: Head) -> bool:
        """From the leaf's hash to the root of the head."""
        return merkle.is_included(leaf, self.index, self.path, head.size, head.root)


@dataclass(frozen=True)
class Consistency:
    """That the tree of a checkpoint begins with all leaves of an older one of `old` leaves.

    Written as c2sp.org/tlog-witness asks for it: whoever keeps watch over ledgers reads this.
    """

    old: int
    path: Sequence[bytes]
    checkpoint: str

    def text(self) -> str:
        return f"old {self.old}\n{_lines(self.path)}\n{self.checkpoint}"

    def holds(self, old_root: bytes, head: Head) -> bool:
        return merkle.is_consistent(self.old, old_root, head.size, head.root, self.path)


def read(text: str) -> Proof:
    """Raises `NotSigned` for what is no proof. The checkpoint in it is not opened."""
    top, _gap, checkpoint = _tidy(text).partition("\n\n")
    lines = top.split("\n")
    if lines.pop(0) != FORMAT:
        raise NotSigned("no proof")
    if lines and lines[0].startswith("extra "):
        lines.pop(0)
    index = _number("index", lines.pop(0) if lines else "")
    return Proof(index, _path(lines), checkpoint)


def read_consistency(text: str) -> Consistency:
    """Raises `NotSigned` for what is no such proof. The checkpoint in it is not opened."""
    top, _gap, checkpoint = text.partition("\n\n")
    first, *lines = top.split("\n")
    return Consistency(_number("old", first), _path(lines), checkpoint)


def _tidy(text: str) -> str:
    """As it was before somebody copied it: lines end plainly, and the last one does."""
    return "\n".join(line.strip() for line in text.strip().splitlines()) + "\n"


def _number(word: str, line: str) -> int:
    found = re.fullmatch(f"{word} {_NUMBER}", line)
    if found is None:
        raise NotSigned("no number")
    return int(found[1])


def _path(lines: Sequence[str]) -> list[bytes]:
    path = [note.unbase64(line) for line in lines]
    if len(path) > LONGEST or any(len(each) != HASH for each in path):
        raise NotSigned("no path")
    return path


def _lines(path: Sequence[bytes]) -> str:
    return "".join(f"{base64.b64encode(each).decode()}\n" for each in path)
