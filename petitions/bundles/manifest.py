"""bundle.json: what a bundle is, in one small file. Its SHA-256 is the identity of the bundle."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import rfc8785

from petitions.bundles.stretches import BLOCK

SCHEMA = "atmintis-bundle/1"
BUNDLE = "bundle.json"
CHECKSUMS = "manifest-sha256.txt"


@dataclass(frozen=True)
class File:
    """What is known of a file; its CRC-32 is what a zip file around it needs to say."""

    sha256: str
    size: int
    crc: int = field(compare=False)


@dataclass(frozen=True)
class Previous:
    """The bundle before this one, so that none can vanish between two hand-overs."""

    number: int
    identity: str


@dataclass(frozen=True)
class Ledger:
    """The checkpoint below which every signature of the bundle lies; its root is base64.

    `key` is the line by which other programs know who signed it. `previous` is the size and root
    of the one that the bundle before this one carried.
    """

    origin: str
    size: int
    root: str
    key: str
    previous: tuple[int, str] | None = None

    @property
    def address(self) -> str:
        """Where the same checkpoint is published."""
        return f"https://{self.origin}/checkpoint/{self.size}"

    def told(self) -> dict[str, Any]:
        before = self.previous
        return {
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "key": self.key,
            "previous": {"size": before[0], "root": before[1]} if before else None,
        }


@dataclass(frozen=True)
class Manifest:
    """Everything bundle.json says. Times are UTC to the microsecond, digests SHA-256 in hex."""

    content: str  # signatures | records
    petition: str
    text_digest: str
    institution: str
    profile: str
    number: int
    cut_off: datetime
    frozen_at: datetime
    counts: Mapping[str, Any]
    fields: Sequence[str]
    custody_head: str
    seal_level: str
    is_test: bool
    previous: Previous | None = None
    ledger: Ledger | None = None
    files: Mapping[str, File] = field(default_factory=dict)
    #: In which part each file lies, if not in the first; empty while one container holds all.
    parts: Mapping[str, int] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What the archive copy is called."""
        return f"{self.petition}_{self.profile}_{self.content}_{self.number}"

    def canonical(self) -> bytes:
        """The bytes of bundle.json: canonical JSON (RFC 8785)."""
        before = self.previous
        previous: dict[str, int | str] | None = None
        if before:
            previous = {"number": before.number, "identity": before.identity}
        return rfc8785.dumps(
            {
                "schema": SCHEMA,
                "content": self.content,
                "petition": self.petition,
                "text_digest": self.text_digest,
                "institution": self.institution,
                "profile": self.profile,
                "number": self.number,
                "cut_off": _utc(self.cut_off),
                "frozen_at": _utc(self.frozen_at),
                "counts": dict(self.counts),
                "fields": list(self.fields),
                "custody_head": self.custody_head,
                "seal_level": self.seal_level,
                "test": self.is_test,
                "previous": previous,
                "ledger": self.ledger.told() if self.ledger else None,
                "files": {name: self._told_of(name, file) for name, file in self.files.items()},
            }
        )

    def _told_of(self, name: str, file: File) -> dict[str, str | int]:
        part = {"part": self.parts.get(name, 1)} if self.parts else {}
        return {"sha256": file.sha256, "size": file.size, **part}


def identity(bundle_json: bytes) -> str:
    return hashlib.sha256(bundle_json).hexdigest()


def measure(path: Path) -> File:
    digest, crc = hashlib.sha256(), 0
    with path.open("rb") as content:
        while block := content.read(BLOCK):
            digest.update(block)
            crc = zlib.crc32(block, crc)
        return File(digest.hexdigest(), content.tell(), crc)


def checksums(digests: Mapping[str, str]) -> bytes:
    """The lines that ``sha256sum -c`` reads, from SHA-256 in hex by name."""
    return "".join(f"{digests[name]}  {name}\n" for name in sorted(digests)).encode()


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
