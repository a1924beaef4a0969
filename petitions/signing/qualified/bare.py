"""A CAdES signature without a container (.p7s, .p7m): our statement in it, or left out of it."""

from __future__ import annotations

import hashlib
from functools import partial

from cryptography import x509

from petitions.bundles.flaw import Flaw
from petitions.signing.qualified import cades, outside
from petitions.signing.qualified.cades import Signed
from petitions.signing.qualified.found import Found, Known, Statements, of_checked
from petitions.signing.qualified.reasons import Reason, Wrong, of_flaw


def read(content: bytes, statements: Statements, known: tuple[x509.Certificate, ...]) -> Found:
    """The signature in a file. Raises `Wrong` with the reason why there is none."""
    try:
        signed = cades.parsed(outside.unarmoured(content))
        statement = _statement_of(signed, statements)
        checked = cades.check(signed, partial(_digest, statement), known)
    except Flaw as flaw:
        raise of_flaw(flaw) from flaw
    except cades.UNREADABLE as error:
        raise Wrong(Reason.DAMAGED) from error
    return of_checked(statement, checked, outside.CADES)


def _statement_of(signed: Signed, statements: Statements) -> Known:
    """The one that it holds, byte by byte, or whose digest it signs."""
    inside = signed.content
    for statement in statements:
        if inside is None:
            is_it = signed.named_digest == _digest(statement, signed.algorithm)
        else:
            is_it = hashlib.sha256(inside).hexdigest() == statement.pdf
        if is_it:
            return statement
    raise Wrong(Reason.OTHER_TEXT)


def _digest(statement: Known, algorithm: str) -> bytes:
    """We know the bytes of our own statement, so a signature need not bring them along."""
    longer = {"sha384": statement.pdf_sha384, "sha512": statement.pdf_sha512}
    return bytes.fromhex(longer.get(algorithm, statement.pdf))
