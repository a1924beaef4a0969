"""What makes a signature suspicious, what stands out in a crowd, and the numbers for both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

#: Long enough to find a crowd that signed over weeks and to answer a complaint; after that
#: nobody needs to know where somebody signed from.
TRACES_KEPT = timedelta(days=30)

#: The watch looks at what was signed or confirmed since: longer than any outage of a night.
WATCHED = timedelta(days=1)
#: One hour of one address or network: the same hour that `testimonies.limits` counts.
CROWDED_WITHIN = timedelta(hours=1)

#: Fewer than a family and its neighbours: nothing to look at, whatever the share.
STANDS_OUT_FROM = 20
#: Three times its usual share of a petition's signatures is no chance any more at that number.
STANDS_OUT_TIMES = 3
#: How much of the past says what is usual; as long as traces are kept.
USUAL_OVER = TRACES_KEPT
#: What one screen can hold of each kind.
MOST_SHOWN = 10
#: How many rows of a preview are shown by reference.
SAMPLE = 8


class Suspicion(TextChoices):
    """Why a signature is put aside when its letter is answered. Nobody outside ever sees it."""

    DISPOSABLE = "disposable", _("throw-away mailbox")
    CROWDED_ADDRESS = "crowded_address", _("crowd at one address")
    CROWDED_NETWORK = "crowded_network", _("crowd in one network")
    HASTY = "hasty", _("sent too fast, twice")
    NO_PROOF = "no_proof", _("the browser did no sum")
    SAME_PERSON = "same_person", _("same name and birth date")
    SAME_CODE = "same_code", _("same personal code")
    SAME_MAILBOX = "same_mailbox", _("perhaps the person of a stronger signature")
    REJECTED_BEFORE = "rejected_before", _("mailbox was rejected before")
    SET_ASIDE = "set_aside", _("put aside together")


#: What we found ourselves stays when the form is sent again; what the form said of itself is
#: judged anew.
STAYING = [
    Suspicion.SAME_PERSON.value,
    Suspicion.SAME_CODE.value,
    Suspicion.SAME_MAILBOX.value,
    Suspicion.REJECTED_BEFORE.value,
    Suspicion.SET_ASIDE.value,
]


class Verdict(TextChoices):
    """Why a moderator rejects a signature: a code, since free words could name people."""

    ROBOT = "robot", _("A program filled in the form")
    INVENTED = "invented", _("The person is invented")
    TWICE = "twice", _("The same person has signed already")
    UNWILLING = "unwilling", _("The person did not sign, or says so")


class Window(TextChoices):
    HOUR = "hour", _("the last hour")
    DAY = "day", _("the last 24 hours")
    WEEK = "week", _("the last 7 days")

    @property
    def length(self) -> timedelta:
        return {"hour": timedelta(hours=1), "day": timedelta(days=1)}.get(
            self.value, timedelta(days=7)
        )


@dataclass(frozen=True)
class Share:
    """How many of a window's signatures have one source, and how many of those before it."""

    count: int
    of: int
    usual_count: int
    usual_of: int

    @property
    def now(self) -> float:
        return self.count / self.of if self.of else 0.0

    @property
    def usual(self) -> float | None:
        """None when there was nothing before the window to compare with."""
        return self.usual_count / self.usual_of if self.usual_of else None

    @property
    def percent(self) -> int:
        return round(100 * self.now)

    @property
    def usual_percent(self) -> int:
        return round(100 * (self.usual or 0))

    @property
    def stands_out(self) -> bool:
        """Many, and a far greater share than usual. It says: look here; not: it is false."""
        if self.count < STANDS_OUT_FROM:
            return False
        return self.usual is None or self.now > STANDS_OUT_TIMES * self.usual


@dataclass(frozen=True)
class Criterion:
    """Which signatures of a petition: by a source, by a suspicion, or by time alone."""

    since: datetime
    until: datetime
    source: str = ""
    key: bytes | None = None
    suspicion: str = ""


@dataclass(frozen=True)
class Previewed:
    """What somebody saw before they decided: how many, and the newest there was then."""

    expected: int
    newest: int


def code_of(key: bytes | memoryview | None) -> str:
    """A source as staff speak of it without knowing it: ``7F3A-09C1``."""
    digits = bytes(key or b"").hex()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}" if digits else ""
