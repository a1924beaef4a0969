"""What a signature is: one person with one mailbox, and what it counts for."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Protocol

from petitions.models.signature import Assurance, Display
from petitions.signing import personal_codes
from testimonies.institutions import rules as institutions
from testimonies.institutions.rules import TargetFacts
from testimonies.models.institution import SignatoryField
from testimonies.privacy import vault

#: What the token in the mail is good for.
CONFIRM_LINK = "confirm-signature"
#: A link from an older mail no longer confirms.
CONFIRM_WITHIN = timedelta(days=30)
#: So long somebody holds a place at a mailbox without answering the letter there.
#: SECURITY: or five forms in invented names would keep its owner out for a month.
HOLDS_PLACE = timedelta(days=1)
#: Whoever signs again gets another letter, but not a flood of them.
BETWEEN_LETTERS = timedelta(minutes=3)

LONGEST_NAME = 200
#: Controls, and the signs that turn the direction of everything written after them.
_UNPRINTABLE = frozenset({"Cc", "Cs", "Co", "Zl", "Zp"})
_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
#: Soft hyphens, spaces of no width and marks of direction. Joiners stay: some scripts need them.
_UNSEEN = frozenset("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff")
#: Letters of Hangul, and a sign of Braille, that are drawn as nothing.
_FILLERS = frozenset("\u115f\u1160\u3164\uffa0\u2800")
#: A dot, slash or colon with something right after it: what a mail reader makes a link of.
_LINKING = re.compile(r"[./:@](?=\S)")


#: Which of two signatures of one person counts. Equal ones: the first.
RANK: dict[str, int] = {
    Assurance.PAPER: 1,
    Assurance.EMAIL: 2,
    Assurance.PAPER_VERIFIED: 3,
    Assurance.EID: 4,
    Assurance.QUALIFIED: 5,
}


@dataclass(frozen=True)
class Traces:
    """Where a form came from: keyed hashes (16 bytes) and the address of the client."""

    address: str
    address_key: bytes
    network_key: bytes
    domain_key: bytes


@dataclass(frozen=True)
class Signing:
    """What a person wrote into the form.

    `targets` are ids of the petition's targets; `told` holds values of `SignatoryField` beyond
    name, e-mail and country: birth_date (ISO), personal_code with code_country, address,
    nationality (ISO country).
    """

    name: str
    email: str
    country: str
    targets: tuple[int, ...]
    display: str = Display.HIDDEN
    wants_news: bool = False
    told: Mapping[str, str] = field(default_factory=dict)
    traces: Traces | None = None
    suspicions: tuple[str, ...] = ()

    @property
    def answers(self) -> dict[str, str]:
        """By `SignatoryField`."""
        asked = {"name": self.name, "email": self.email, "country": self.country}
        return asked | dict(self.told)


@dataclass(frozen=True)
class Proven:
    """A signature of somebody known by more than a mailbox; it counts at once.

    `identity` is what proves who it is, such as "EE:46001010000"; `replaces` is the id of the
    signer's own weaker signature, where they came from its page. The rest as in `Signing`.
    """

    name: str
    assurance: Assurance
    identity: str
    country: str
    targets: tuple[int, ...]
    language: str
    told: Mapping[str, str] = field(default_factory=dict)
    email: str = ""
    display: str = Display.HIDDEN
    wants_news: bool = False
    replaces: int | None = None


class Sameness(StrEnum):
    """Whether two signatures are of one person, as far as what was told of both says."""

    SAME = "same"
    OTHER = "other"
    UNSURE = "unsure"


class Target(Protocol):
    @property
    def pk(self) -> int: ...
    @property
    def facts(self) -> TargetFacts: ...


def sameness(known: Mapping[str, str], proven: Proven) -> Sameness:
    """Of two with one name. Two codes of one state, or two birth dates, are two people."""
    country, code = known.get("code_country", ""), known.get("personal_code", "")
    if country and code and proven.identity.startswith(f"{country}:"):
        is_one = proven.identity == f"{country}:{code}"
        return Sameness.SAME if is_one else Sameness.OTHER
    one, other = born_on(known), born_on(_told_by(proven))
    if not (one and other):
        return Sameness.UNSURE
    return Sameness.SAME if one == other else Sameness.OTHER


def _told_by(proven: Proven) -> Mapping[str, str]:
    """With the code that proves who it is, also where no institution is told of it."""
    country, _colon, code = proven.identity.partition(":")
    if country not in personal_codes.COUNTRIES:
        return proven.told
    return {"code_country": country, "personal_code": code} | dict(proven.told)


def valid_targets(
    targets: Iterable[Target],
    chosen: Iterable[int],
    assurance: str,
    told: Mapping[str, str],
    *,
    on: date,
) -> list[int]:
    """Ids of the chosen targets under whose own law a signature counts.

    `told` are all answers by `SignatoryField`. A code counts only with the state that gave it.
    Citizens are known by what they say where the law asks it, or by the state that knows them.
    """
    given = frozenset(name for name, value in told.items() if value)
    age = age_on(told, on=on)
    return [
        target.pk
        for target in targets
        if target.pk in chosen
        and institutions.counts_as(
            target.facts,
            assurance,
            _without_a_foreign_code(given, target.facts, told.get("code_country", "")),
            age=age,
            country=told.get("country", ""),
            citizen_of=_citizen_of(told, target.facts),
        )
        == "valid"
    ]


def proven_by(identity: str) -> str:
    """The state whose code says who it is; empty where no code does."""
    state, is_code, _code = identity.partition(":")
    return state if is_code else ""


def age_on(told: Mapping[str, str], *, on: date) -> int | None:
    """In whole years, by the birth date or by what the personal code tells of it."""
    born = birth_date(told)
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def birth_date(told: Mapping[str, str]) -> date | None:
    """As it was told, or as the personal code tells it."""
    if told.get("birth_date"):
        return date.fromisoformat(told["birth_date"])
    return personal_codes.birth_date(told.get("code_country", ""), told.get("personal_code", ""))


def born_on(told: Mapping[str, str]) -> str:
    """The same in ISO 8601; empty where nobody knows."""
    born = birth_date(told)
    return born.isoformat() if born else ""


def _citizen_of(told: Mapping[str, str], facts: TargetFacts) -> str:
    if SignatoryField.NATIONALITY in facts.required_fields:
        return told.get("nationality", "")
    return told.get("proven_by", "") or told.get("code_country", "")


def _without_a_foreign_code(
    given: frozenset[str], target: TargetFacts, code_country: str
) -> frozenset[str]:
    if target.eligible_country in personal_codes.COUNTRIES and (
        code_country != target.eligible_country
    ):
        return given - {SignatoryField.PERSONAL_CODE}
    return given


def tidy(name: str) -> str:
    """One spelling, without signs that are not seen: the same name stays the same person."""
    seen = "".join(sign for sign in name if sign not in _UNSEEN)
    return " ".join(unicodedata.normalize("NFC", seen).split())


def is_same_name(one: str, other: str) -> bool:
    """Without accents, and whichever of the names comes first."""
    return _bare(one) == _bare(other)


def _bare(name: str) -> list[str]:
    letters = unicodedata.normalize("NFKD", name)
    bare = "".join(sign for sign in letters if not unicodedata.combining(sign))
    return sorted(vault.fold(bare).replace("-", " ").split())


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
            return " ".join(filter(None, map(_initial, name.split()))) or name[:1]
        case _:
            return ""


def _initial(part: str) -> str:
    """Of a name in brackets or quotes its first letter, not the sign before it."""
    first = next(filter(str.isalpha, part), "")
    return f"{first.upper()}." if first else ""
