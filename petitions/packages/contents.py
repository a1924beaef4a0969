"""What is in an archive package, whatever its format: files, and what is said of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from petitions.bundles.stored_zip import Entry
from testimonies.errors import Refusal


@dataclass(frozen=True)
class Piece:
    """One file. Its name is plain ASCII, with "/" between folders.

    `blocks` gives its bytes, each time anew. Where `sha256` (hex) is known, other bytes are
    refused.
    """

    name: str
    kind: str  # media type
    blocks: Callable[[], Iterable[bytes]]
    sha256: str = ""
    called: str = ""  # as whoever brought it had called it

    def must_be(self, found: Entry) -> None:
        if self.sha256 and found.digest.hex() != self.sha256:
            raise Refusal(_("A file is not the one that was received: %s.") % self.name)


def piece(name: str, kind: str, content: bytes) -> Piece:
    """A small one that is there already."""
    return Piece(name, kind, lambda: [content])


@dataclass(frozen=True)
class Event:
    """Something that happened to what is inside; `code` is that of the custody log."""

    kind: str  # as PREMIS calls it
    code: str
    at: datetime
    by: str  # "staff", "submitter", "system", …: never who


@dataclass(frozen=True)
class Rights:
    """By whose leave it is handed over, and for what."""

    basis: str
    note: str
    acts: Sequence[str]


@dataclass(frozen=True)
class Representation:
    """Files that belong together; `name` is plain ASCII. `guide` says what each is."""

    name: str
    label: str
    pieces: Sequence[Piece]
    guide: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Contents:
    """Everything that a package holds. `described` are elements of Dublin Core with their words.

    `identifier` names the package, its folder and its file: plain ASCII.
    """

    identifier: str
    title: str
    made_at: datetime
    archive: str
    agreement: str
    described: Sequence[tuple[str, str]]
    representations: Sequence[Representation]
    events: Sequence[Event] = ()
    rights: Rights | None = None
