"""What the checks of a file pass on: the statement it signs, and the proofs that it carries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509

from petitions.bundles.revocation import Status
from petitions.bundles.signature_check import Checked
from petitions.bundles.timestamp import Timestamp
from petitions.signing.qualified.reasons import Reason, Wrong


@dataclass(frozen=True)
class Known:
    """A statement that we handed out. Digests are hexadecimal; `files` are all of its files'.

    `pdf` is the SHA-256 of the PDF; the longer ones are for signatures that leave it out.
    """

    pk: int
    petition: int
    pdf: str
    size: int
    files: frozenset[str]
    pdf_sha384: str
    pdf_sha512: str


@dataclass(frozen=True)
class Found:
    """One whole signature under one statement; whom to trust is another question.

    `status` is the issuer's word from after the signature, `before` a list of those revoked that
    was in force when it was made. `suits_library`: the DigiDoc library can judge the file too.
    """

    statement: Known
    certificate: x509.Certificate
    issuers: tuple[x509.Certificate, ...]
    stamp: Timestamp
    status: Status | None
    kind: str
    before: Status | None = None
    suits_library: bool = False


def of_checked(
    statement: Known, checked: Checked, kind: str, *, suits_library: bool = False
) -> Found:
    """Raises `Wrong` where nobody says when it was signed."""
    if checked.stamp is None:
        raise Wrong(Reason.NO_TIME)
    return Found(
        statement=statement,
        certificate=checked.certificate,
        issuers=checked.issuers,
        stamp=checked.stamp,
        status=checked.status,
        kind=kind,
        before=checked.before,
        suits_library=suits_library,
    )


Statements = Sequence[Known]
