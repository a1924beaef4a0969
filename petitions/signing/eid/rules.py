"""From what a provider says of somebody to who that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from petitions.signing import countries, personal_codes
from petitions.signing import rules as signing
from petitions.signing.eid.providers import EidProvider

#: ``PNOEE-46001010000`` (ETSI EN 319 412-1), ``EE60001019906`` (TARA), ``EE/LV/46001010000``
#: (eIDAS: the country of the person, and the one that asks).
_WITH_COUNTRY = re.compile(r"(?:PNO)?([A-Z]{2})(?:/[A-Z]{2}/|[-:/]|(?=\d))(.+)")
_CODE = re.compile(r"[0-9A-Z]{4,40}")
_BETWEEN = re.compile(r"[\s\-/.]")


class Unclear(Exception):
    """The provider did not say who it is, or not in a way that we understand."""


@dataclass(frozen=True)
class Identified:
    """Somebody whom a provider knows. `birth_date` is an ISO date, or empty."""

    name: str
    country: str
    code: str
    birth_date: str = ""

    @property
    def identity(self) -> str:
        return f"{self.country}:{self.code}"

    @property
    def told(self) -> dict[str, str]:
        """By `SignatoryField`, beside the name."""
        return {
            "personal_code": self.code,
            "code_country": self.country,
            "birth_date": self.birth_date,
        }


def identified(claims: Mapping[str, Any], provider: EidProvider) -> Identified:
    """Raises `Unclear`."""
    country, code = _whose_code(claims, provider)
    born = _born(claims, provider) or personal_codes.birth_date(country, code)
    return Identified(_name(claims, provider), country, code, born.isoformat() if born else "")


def wants_more(claims: Mapping[str, Any], provider: EidProvider) -> bool:
    """Whether something is still missing that a second question may bring."""
    try:
        found = identified(claims, provider)
    except Unclear:
        return True
    return not found.birth_date


def _whose_code(claims: Mapping[str, Any], provider: EidProvider) -> tuple[str, str]:
    told = _first(claims, provider.claims["personal_code"])
    if told:
        country, code = _apart(told) or (provider.country, told)
    else:  # an opaque `sub` is nobody's personal code
        country, code = _apart(_text(claims.get("sub"))) or ("", "")
    bare = _BETWEEN.sub("", code).upper()
    if country not in countries.CODES or not _CODE.fullmatch(bare):
        raise Unclear("personal code")
    return country, personal_codes.tidy(country, bare) or bare


def _apart(code: str) -> tuple[str, str] | None:
    found = _WITH_COUNTRY.fullmatch(code.strip().upper())
    if found is None or found[1] not in countries.CODES:
        return None
    return found[1], found[2]


def _name(claims: Mapping[str, Any], provider: EidProvider) -> str:
    given = _first(claims, provider.claims["given_name"])
    family = _first(claims, provider.claims["family_name"])
    whole = f"{given} {family}" if given and family else _first(claims, provider.claims["name"])
    name = signing.tidy(whole or given or family)
    if not signing.is_printable(name) or len(name) > signing.LONGEST_NAME:
        raise Unclear("name")
    return name


def _born(claims: Mapping[str, Any], provider: EidProvider) -> date | None:
    try:
        return date.fromisoformat(_first(claims, provider.claims["birth_date"]))
    except ValueError:  # a year alone, or nothing
        return None


def _first(claims: Mapping[str, Any], paths: tuple[str, ...]) -> str:
    return next((text for path in paths if (text := _text(_at(claims, path)))), "")


def _at(claims: Any, path: str) -> Any:
    """What lies at a path; a claim whose own name has dots in it is found too."""
    if not isinstance(claims, Mapping):
        return None
    if path in claims:
        return claims[path]
    first, _dot, rest = path.partition(".")
    return _at(claims.get(first), rest) if rest else None


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
