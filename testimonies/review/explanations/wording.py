"""What we say to a submitter with each reason of a closed list, in their language.

The letters are data: `texts/<language>.toml`. Whoever decides reads the letter first and may
change it; what is sent is what stood in the form.
"""

from __future__ import annotations

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).with_name("texts")
#: In which it is written where a language of the site has no letters yet.
COMMON = "en"


def letter(decision: str, reason: str, language: str) -> str:
    """The letter that goes with a decision and its reason; empty where there is none."""
    for each in (language, COMMON):
        words = letters_in(each).get(decision, {}).get(reason, "")
        if words:
            return f"{words.strip()}\n\n{letters_in(each)['ending'].strip()}"
    return ""


def languages() -> list[str]:
    return sorted(path.stem for path in TEXTS.glob("*.toml"))


@lru_cache
def letters_in(language: str) -> dict[str, Any]:
    path = TEXTS / f"{language}.toml"
    return tomllib.loads(path.read_text()) if path.exists() else {}
