"""What a column of a list is called, by machines and by people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Column:
    name: str  # in the files, for machines
    title: str  # for people
    datatype: str = "string"
    #: What is printed for each code; machines read the code, and so does paper without a word.
    words: Mapping[str, str] = field(default_factory=dict, hash=False)
