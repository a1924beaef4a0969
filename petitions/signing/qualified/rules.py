"""What somebody sends with a signed file, and how long what was refused is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from petitions.models.signature import Assurance, Display
from petitions.signing.qualified.verification import Proof
from petitions.signing.rules import Proven, tidy

#: So long the same file sent again is taken for a second press of the button.
SAME_VISIT = timedelta(hours=1)
#: Files that do not count hold names and codes as well.
FORGET_REFUSED_AFTER = timedelta(days=90)
FIRST_PAUSE = timedelta(seconds=60)
LONGEST_PAUSE = timedelta(hours=1)
#: About two days, with these pauses.
MOST_ATTEMPTS = 54
#: More are not counted while nobody outside is to blame: the issuer still has almost all of them.
MOST_OF_OURS = 6


@dataclass(frozen=True)
class Upload:
    """Ids of targets, answers as in `Signing`, and the reference of one's own weaker signature."""

    content: bytes
    country: str
    targets: tuple[int, ...]
    email: str = ""
    display: str = Display.HIDDEN
    wants_news: bool = False
    told: Mapping[str, str] = field(default_factory=dict)
    replaces: str = ""

    def written_down(self) -> dict[str, Any]:
        """What is kept, encrypted, until the file is checked."""
        return {
            "country": self.country,
            "targets": list(self.targets),
            "email": self.email,
            "display": self.display,
            "wants_news": self.wants_news,
            "told": dict(self.told),
            "replaces": self.replaces,
        }


def proven(
    written: Mapping[str, Any], proof: Proof, *, language: str, replaces: int | None
) -> Proven:
    """Name and code come from the certificate, whatever was typed."""
    told = dict(written["told"])
    if proof.code:
        told |= {"personal_code": proof.code, "code_country": proof.country}
    if proof.birth_date:
        told["birth_date"] = proof.birth_date.isoformat()
    return Proven(
        name=tidy(proof.name),
        assurance=Assurance.QUALIFIED,
        identity=proof.identity,
        country=written["country"],
        targets=tuple(written["targets"]),
        language=language,
        told=told,
        email=written["email"],
        display=written["display"],
        wants_news=written["wants_news"],
        replaces=replaces,
    )


def pause(attempts: int) -> timedelta:
    """Until a check is tried again that was cut short, or for which somebody did not answer."""
    doublings: int = 2 ** min(attempts, 10)
    return min(FIRST_PAUSE * doublings, LONGEST_PAUSE)


def shows_its_holder(signed_at: datetime, received_at: datetime) -> bool:
    """SECURITY: containers travel to institutions, so to have one proves nothing a while later.

    Who sends one that was signed a moment ago holds the key.
    """
    return received_at - signed_at <= SAME_VISIT
