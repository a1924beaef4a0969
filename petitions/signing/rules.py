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
#: Letters of Hangul, and a sign of Braille, that are drawn as nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
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
    """Whether there is something to see, and nothing that cannot be printed."""
    return any(map(_is_seen, name)) and not any(
        unicodedata.category(sign) in _UNPRINTABLE or sign in _DIRECTION or _is_no_sign(sign)
        for sign in name
    )


def address(email: str) -> str:
    """An e-mail address as it is written to: the domain in lower case."""
    local, _at, domain = email.strip().rpartition("@")
    return f"{local}@{domain.lower()}"


def mailbox(email: str) -> str:
    """The mailbox behind an address: ``ona+petition@…`` is read by whoever reads ``ona@…``.

    So is ``"ona"@…``, and a domain with signs in it that mail servers leave out.
    """
    local, _at, domain = address(email).rpartition("@")
    local = local.replace('"', "").replace("\\", "")
    return f"{local[:1]}{local[1:].partition('+')[0]}@{_in_ascii(domain)}"


def in_a_letter(name: str) -> str:
    """A name as our mails repeat it. SECURITY: nobody can send links to others through us."""
    return tidy(_LINKING.sub(" ", name))


def _in_ascii(domain: str) -> str:
    """As it is looked up in the domain name system."""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return domain


def _is_seen(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LNPS" and sign not in _FILLERS


def _is_no_sign(sign: str) -> bool:
    """Code points that stand for nothing and never will, and that XML refuses."""
    code = ord(sign)
    return code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF  # noqa: PLR2004


def shown_as(name: str, display: str) -> str:
    match display:
        case Display.NAME:
            return name
        case Display.INITIALS:
            return " ".join(f"{part[0].upper()}." for part in name.split())
        case _:
            return ""
