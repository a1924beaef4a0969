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

_signer = Signer(salt="petitions.signing.form")


class Verdict(Enum):
    FRESH = "fresh"
    TOO_FAST = "too fast"
    TOO_OLD = "too old"
    NOT_OURS = "not ours"


def issue(petition: UUID, *, at: float) -> str:
    """`at` in seconds since 1970."""
    return _signer.sign(f"{petition.hex}.{int_to_base36(int(at))}")


def judge(token: str, petition: UUID, *, at: float) -> Verdict:
    try:
        stamped, _sep, issued_at = _signer.unsign(token).partition(".")
        age = at - int(issued_at, 36)
    except (BadSignature, ValueError):
        return Verdict.NOT_OURS
    if stamped != petition.hex:
        return Verdict.NOT_OURS
    if age < FASTEST:
        return Verdict.TOO_FAST
    return Verdict.FRESH if age <= LONGEST else Verdict.TOO_OLD


def kept_or_new(token: str, petition: UUID, *, at: float) -> str:
    """The stamp of a form that comes back: a new one only where the old one will not do."""
    if judge(token, petition, at=at) in {Verdict.FRESH, Verdict.TOO_FAST}:
        return token
    return issue(petition, at=at)
