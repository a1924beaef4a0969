"""What a signature is: one person with one mailbox, and what it counts for."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta

from petitions.models.signature import Display
from testimonies.institutions import rules as institutions
from testimonies.institutions.rules import Count, TargetFacts

#: What the form asks; no institution needs more for a signature confirmed by e-mail.
FIELDS_ASKED = frozenset({"name", "email", "country"})
#: What the token in the mail is good for.
CONFIRM_LINK = "confirm-signature"
#: A link from an older mail no longer confirms.
CONFIRM_WITHIN = timedelta(days=30)
#: Whoever signs again gets another letter, but not a flood of them.
BETWEEN_LETTERS = timedelta(minutes=3)

LONGEST_NAME = 200
#: Controls, and the signs that turn the direction of everything written after them.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: A dot, slash or colon with something right after it: what a mail reader makes a link of.
_LINKING = re.compile(r"[./:@](?=\S)")


@dataclass(frozen=True)
class Signing:
    """What a person wrote into the form. `targets` are ids of the petition's targets."""

    name: str
    email: str
    country: str
    targets: tuple[int, ...]
    display: str = Display.HIDDEN
    wants_news: bool = False


def counts_as(target: TargetFacts, assurance: str, country: str) -> Count:
    """Valid under the target's own law, or a declaration of support."""
    return institutions.counts_as(target, assurance, FIELDS_ASKED, country=country)


def tidy(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).split())


def is_printable(name: str) -> bool:
    return not any(
        unicodedata.category(sign) in _UNPRINTABLE or sign in _DIRECTION for sign in name
    )


def address(email: str) -> str:
    """An e-mail address as it is written to: the domain in lower case."""
    local, _at, domain = email.strip().rpartition("@")
    return f"{local}@{domain.lower()}"


def mailbox(email: str) -> str:
    """The mailbox behind an address: ``ona+petition@…`` is read by whoever reads ``ona@…``."""
    local, _at, domain = address(email).rpartition("@")
    return f"{local.partition('+')[0] or local}@{domain}"


def in_a_letter(name: str) -> str:
    """A name as our mails repeat it. SECURITY: nobody can send links to others through us."""
    return tidy(_LINKING.sub(" ", name))


def shown_as(name: str, display: str) -> str:
    match display:
        case Display.NAME:
            return name
        case Display.INITIALS:
            return " ".join(f"{part[0].upper()}." for part in name.split())
        case _:
            return ""
