"""The providers of electronic identity, as the setting `OIDC_PROVIDERS` names them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from petitions.signing import countries

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
_CLAIM = re.compile(r"[^\s.]+(\.[^\s.]+)*")
LONGEST_NAME = 60
ON_THIS_MACHINE = frozenset({"127.0.0.1", "localhost", "::1"})

#: Where brokers put what we need: the standard claims, then those of TARA and its relatives. A
#: dot leads into an object. `sub` is taken only where it is a code with its country in front.
USUAL_CLAIMS: dict[str, tuple[str, ...]] = {
    "given_name": ("given_name", "profile_attributes.given_name"),
    "family_name": ("family_name", "profile_attributes.family_name"),
    "name": ("name",),
    "birth_date": ("birthdate", "date_of_birth", "profile_attributes.date_of_birth"),
    "personal_code": ("personal_code", "national_id", "serial_number"),
}
NEEDED = ("id", "name", "server_url", "client_id", "client_secret")
KNOWN = {*NEEDED, "scope", "country", "claims", "acr_values", "token_auth_method"}
WAYS_TO_SHOW_THE_SECRET = ("client_secret_basic", "client_secret_post")


class Malformed(Exception):
    """`OIDC_PROVIDERS` cannot be used; says what is wrong with it, and never its secrets."""


@dataclass(frozen=True)
class EidProvider:
    """One door by which people prove who they are.

    `country` is an ISO code for personal codes that do not name theirs. Of `acr_values`, where
    there are any, the answer must carry one: how sure the provider is.
    """

    id: str
    name: str
    server_url: str
    client_id: str
    client_secret: str = field(repr=False)
    scope: tuple[str, ...] = ("openid",)
    country: str = ""
    claims: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: USUAL_CLAIMS)
    acr_values: tuple[str, ...] = ()
    token_auth_method: str = ""

    @property
    def issuer(self) -> str:
        return self.server_url.partition("/.well-known/")[0].rstrip("/")


def configured() -> tuple[EidProvider, ...]:
    return read(settings.OIDC_PROVIDERS)


def named(provider_id: str) -> EidProvider | None:
    return next((each for each in configured() if each.id == provider_id), None)


@lru_cache(maxsize=8)
def read(text: str) -> tuple[EidProvider, ...]:
    """Raises `Malformed`. Nothing at all is no providers."""
    if not text.strip():
        return ()
    try:
        listed = json.loads(text)
    except ValueError:
        raise Malformed("It is not JSON.") from None
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise Malformed("It is not a JSON list of objects.")
    found = tuple(_provider(each, f"entry {place}") for place, each in enumerate(listed, 1))
    if len({each.id for each in found}) < len(found):
        raise Malformed("Two entries have the same id.")
    return found


def _provider(told: dict[str, Any], where: str) -> EidProvider:
    _must(not (missing := [n for n in NEEDED if not told.get(n)]), where, f"lacks {missing}")
    _must(not (unknown := sorted(told.keys() - KNOWN)), where, f"has unknown keys {unknown}")
    texts = [*NEEDED, "country", "token_auth_method"]
    _must(all(isinstance(told.get(n, ""), str) for n in texts), where, "has a value not a text")
    _must(bool(_ID.fullmatch(told["id"])), where, "needs an id of small letters, digits, dashes")
    _must(len(told["name"]) <= LONGEST_NAME, where, f"has a name over {LONGEST_NAME} signs")
    _must(is_secure(told["server_url"]), where, "needs a server_url with https://")
    _must(told.get("country", "") in {"", *countries.CODES}, where, "has an unknown country")
    method = told.get("token_auth_method", "")
    _must(method in {"", *WAYS_TO_SHOW_THE_SECRET}, where, "has an unknown token_auth_method")
    scope = _texts(told.get("scope", "openid"), where, "scope")
    _must("openid" in scope, where, "needs openid in its scope")
    return EidProvider(
        **{name: told[name] for name in NEEDED},
        scope=scope,
        country=told.get("country", ""),
        claims=USUAL_CLAIMS | _claims(told.get("claims", {}), where),
        acr_values=_texts(told.get("acr_values", ""), where, "acr_values"),
        token_auth_method=method,
    )


def _claims(told: Any, where: str) -> dict[str, tuple[str, ...]]:
    _must(isinstance(told, dict), where, "has claims that are no object")
    _must(not (unknown := sorted(told.keys() - USUAL_CLAIMS)), where, f"has claims {unknown}")
    found = {name: _texts(value, where, name) for name, value in told.items()}
    paths = [path for several in found.values() for path in several]
    _must(all(map(_CLAIM.fullmatch, paths)), where, "has a claim that cannot be")
    return found


def _texts(value: Any, where: str, name: str) -> tuple[str, ...]:
    """Either a list, or words with spaces between them."""
    found = value.split() if isinstance(value, str) else value
    is_list = isinstance(found, list) and all(isinstance(each, str) for each in found)
    _must(is_list, where, f"has a {name} that is neither text nor a list of texts")
    return tuple(found)


def is_secure(url: str) -> bool:
    """SECURITY: identities travel encrypted; only a machine's own provider may do without."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_own = settings.LOCAL and parts.scheme == "http" and parts.hostname in ON_THIS_MACHINE
    return bool(parts.hostname) and (parts.scheme == "https" or is_own)


def _must(holds: bool, where: str, problem: str) -> None:
    if not holds:
        raise Malformed(f"{where} {problem}.".capitalize())
