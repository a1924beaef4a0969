"""What becomes of a provider's answer: somebody whose name the form then shows, or a reason."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from requests import RequestException

from petitions.campaigns import queries as campaigns
from petitions.signing.eid import holding, protocol, providers, rules

#: How providers say that somebody has changed their mind; the second one is TARA's.
CHANGED_THEIR_MIND = frozenset({"access_denied", "user_cancel"})
TROUBLE_OF_THEIRS = frozenset({"server_error", "temporarily_unavailable"})


class Why(StrEnum):
    """Why somebody comes back without an identity; a part of the address of the page."""

    CANCELLED = "cancelled"
    AWAY = "away"
    REFUSED = "refused"
    UNCLEAR = "unclear"
    LATE = "late"
    OVER = "over"
    CROWDED = "crowded"


class NotIdentified(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def arrive(
    request: HttpRequest, state: Mapping[str, Any], claims: Mapping[str, Any], provider_id: str
) -> HttpResponseRedirect:
    """To the form. Raises `NotIdentified`, `OAuth2Error` for an answer to somebody else."""
    protocol.must_be_the_answer(state, claims)
    wanted, provider = state.get("data") or {}, providers.named(provider_id)
    petition = campaigns.campaign(wanted.get("slug", ""), wanted.get("language"))
    if provider is None or petition is None:
        raise NotIdentified(Why.LATE)
    try:
        person = rules.identified(claims, provider)
    except rules.Unclear as unclear:
        raise NotIdentified(Why.UNCLEAR) from unclear
    holding.hold(request, petition, person, wanted.get("replaces"))
    return HttpResponseRedirect(address(wanted, "identified"))


def why(request: HttpRequest, exception: Exception | None) -> Why:
    """What stood in the way, by what was raised or by what the provider said of it."""
    if isinstance(exception, protocol.ProviderAway | RequestException):
        return Why.AWAY
    if exception is not None:
        return Why.REFUSED
    match request.GET.get("error", ""):
        case said if said in CHANGED_THEIR_MIND:
            return Why.CANCELLED
        case said if said in TROUBLE_OF_THEIRS:
            return Why.AWAY
        case "":
            return Why.LATE
    return Why.REFUSED


def address(wanted: Mapping[str, Any], page: str, **more: str) -> str:
    """Of a page of the petition, in the language in which somebody left it."""
    with translation.override(wanted["language"]):
        return reverse(f"petitions:{page}", kwargs={"slug": wanted["slug"], **more})
