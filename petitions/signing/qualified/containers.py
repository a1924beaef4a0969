"""A signed ASiC-E: our statement and nothing else, one signature, everything signed by it."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from cryptography import x509

from petitions.bundles import container as zipped
from petitions.bundles import signature_check
from petitions.bundles.container import Bounds, Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.revocation import CLOCKS_DIFFER, Status
from petitions.bundles.signature_check import Checked, Ways
from petitions.bundles.timestamp import Timestamp
from petitions.signing.qualified.found import Found, Known, Statements
from petitions.signing.qualified.outside import ASICE
from petitions.signing.qualified.reasons import Reason, Wrong

#: Names that people's programs give; no folders, nothing that cannot be printed.
NAME = re.compile(r"[^/\\\x00-\x1f\x7f]{1,200}")
BOUNDS = Bounds(members=12, size=50 << 20, name=NAME)
#: The DigiDoc library allows a day; most programs ask within seconds.
STATUS_DELAY = timedelta(hours=24)


def read(path: Path, statements: Statements, known: tuple[x509.Certificate, ...]) -> Found:
    """The signature in a container. Raises `Wrong` with the reason why there is none."""
    try:
        with zipped.opened(path, BOUNDS) as container:
            _must_have_one_signature(container)
            (checked,) = signature_check.check(container, Ways(known, STATUS_DELAY))
            statement = _statement_in(container, statements)
    except Flaw as flaw:
        code = flaw.code if flaw.code in set(Reason) else Reason.DAMAGED
        raise Wrong(code) from flaw
    return _found(statement, checked)


def _must_have_one_signature(container: Container) -> None:
    count = len(signature_check.elements(container))
    if count != 1:
        raise Wrong(Reason.TWO_SIGNERS if count else Reason.NO_SIGNATURE)


def _statement_in(container: Container, statements: Statements) -> Known:
    """The one whose PDF is signed here, with no other file than its own."""
    digests = {container.digest(name).hex() for name in container.members}
    for statement in statements:
        if statement.pdf in digests:
            if not digests <= statement.files or len(digests) != len(container.members):
                raise Wrong(Reason.EXTRA_FILE)
            return statement
    raise Wrong(Reason.OTHER_TEXT)


def _found(statement: Known, checked: Checked) -> Found:
    if checked.stamp is None:
        raise Wrong(Reason.NO_TIME)
    status = word_since(checked.stamp, checked.status)
    return Found(statement, checked.certificate, checked.issuers, checked.stamp, status, ASICE)


def word_since(stamp: Timestamp, status: Status | None) -> Status | None:
    """SECURITY: a word from before the signature says nothing of a card that was stolen since."""
    if status is None or status.produced_at < stamp.at - CLOCKS_DIFFER:
        return None
    return status
