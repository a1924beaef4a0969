"""By what a page knows which of its lines somebody has changed, and from which words."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

SHORT = 16
TOKEN = re.compile(r"(\d{1,9})\.([0-9a-f]{16})", re.ASCII)


@dataclass(frozen=True)
class Seen:
    """The revision that was shown, and a digest of its words."""

    revision: int
    digest: str

    def __str__(self) -> str:
        return f"{self.revision}.{self.digest}"

    def is_same(self, *words: Any) -> bool:
        """Whether what came is what was shown: then nobody has touched it."""
        return self.digest == digest_of(*words)


#: Of a page that says nothing of it: everything counts as changed.
NOTHING = Seen(0, "")


def of(revision: int, *words: Any) -> Seen:
    return Seen(revision, digest_of(*words))


def read(token: Any) -> Seen:
    found = TOKEN.fullmatch(str(token or ""))
    return Seen(int(found[1]), found[2]) if found else NOTHING


def digest_of(*words: Any) -> str:
    told = json.dumps(words, ensure_ascii=False).encode(errors="surrogatepass")
    return hashlib.sha256(told).hexdigest()[:SHORT]
