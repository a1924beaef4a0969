"""The form's own stamp: proves that we made the form, and when. Nothing is stored for it.

SECURITY: with the check of the Origin header it stands in for the CSRF cookie, so that the page
with the form needs no cookie and can be cached. Robots send a form faster than anybody reads it.
"""

from enum import Enum
from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.utils.http import int_to_base36

FASTEST = 2
LONGEST = 12 * 3600
#: The form has come back once because it was sent too fast.
AGAIN = "again"
#: So far clocks of several machines, or one that is set back, may disagree.
CLOCKS = 300

_signer = Signer(salt="petitions.signing.form")


class Verdict(Enum):
    FRESH = "fresh"
    TOO_FAST = "too fast"
    #: Asked to look it over, and sent again as fast: nobody reads like that. It is taken, and
    #: looked at before it counts.
    TOO_FAST_AGAIN = "too fast again"
    TOO_OLD = "too old"
    FROM_LATER = "from later"
    NOT_OURS = "not ours"


def issue(petition: UUID, *, at: float) -> str:
    """`at` in seconds since 1970."""
    return _sign(petition, int_to_base36(int(at)))


def judge(token: str, petition: UUID, *, at: float) -> Verdict:
    try:
        stamped, issued_at, mark = _read(token)
        age = at - int(issued_at, 36)
    except (BadSignature, ValueError):
        return Verdict.NOT_OURS
    if stamped != petition.hex:
        return Verdict.NOT_OURS
    if age > LONGEST:
        return Verdict.TOO_OLD
    if age < -CLOCKS:
        return Verdict.FROM_LATER
    if not 0 <= age < FASTEST:  # a little ahead: a clock was set back, and nobody was fast
        return Verdict.FRESH
    return Verdict.TOO_FAST_AGAIN if mark else Verdict.TOO_FAST


def kept_or_new(token: str, petition: UUID, *, at: float) -> str:
    """The stamp of a form that comes back: a new one only where the old one will not do."""
    match judge(token, petition, at=at):
        case Verdict.FRESH | Verdict.TOO_FAST_AGAIN:
            return token
        case Verdict.TOO_FAST:
            return _sign(petition, _read(token)[1], AGAIN)
        case _:
            return issue(petition, at=at)


def _sign(petition: UUID, issued_at: str, mark: str = "") -> str:
    return _signer.sign(".".join(filter(None, (petition.hex, issued_at, mark))))


def _read(token: str) -> tuple[str, str, str]:
    """The petition, the time and the mark. Raises BadSignature, ValueError for what is no time."""
    petition, _sep, rest = _signer.unsign(token).partition(".")
    issued_at, _sep, mark = rest.partition(".")
    return petition, issued_at, mark
