"""What the checks of a file pass on: the statement it signs, and the proofs that it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from petitions.bundles.revocation import Status
from petitions.bundles.timestamp import Timestamp


@dataclass(frozen=True)
class Known:
    """A statement that we handed out. Digests are hexadecimal; `files` are all of its files'."""

    pk: int
    petition: int
    pdf: str
    size: int
    files: frozenset[str]


@dataclass(frozen=True)
class Found:
    """One whole signature under one statement; whom to trust is another question."""

    statement: Known
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    stamp: Timestamp
    status: Status | None
    kind: str


Statements = Sequence[Known]
