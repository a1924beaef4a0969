"""allauth's OpenID Connect as signers need it: stricter, and it never becomes an account.

Beyond what allauth does, a nonce is sent and asked back, the ID token is always verified against
the provider's keys, and what the provider publishes of itself is checked before it is used.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Mapping
from time import monotonic
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.base import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from requests import RequestException

from petitions.signing.eid import id_token, providers, rules
from petitions.signing.eid.providers import EidProvider

#: A crowd that comes to sign does not ask the provider for its addresses and keys each time.
KEPT_SECONDS = 600
NONCE_BYTES = 24
WELL_KNOWN = "/.well-known/"
ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

#: What providers publish of themselves, by address.
_published: dict[str, tuple[float, dict[str, Any]]] = {}


class ProviderAway(OAuth2Error):
    """It does not answer, or not as OpenID Connect wants it."""


class Protocol(OpenIDConnectOAuth2Adapter):
    """One conversation with one provider. Raises `OAuth2Error` for whatever is not right."""

    def __init__(self, request: HttpRequest, provider: EidProvider) -> None:
        self.eid = provider
        super().__init__(request, provider.id)

    @property
    def openid_config(self) -> dict[str, Any]:
        return described(self.eid)

    def get_access_token_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            answer = super().get_access_token_data(*args, **kwargs)
        except RequestException as error:
            raise ProviderAway("no token") from error
        except (KeyError, ValueError) as error:
            raise OAuth2Error("an answer that is no token") from error
        if not isinstance(answer, dict):
            raise OAuth2Error("an answer that is no token")
        return answer

    def parse_token(self, data: Mapping[str, Any]) -> SocialToken:
        """Used once, right here, and kept nowhere."""
        return SocialToken(token=str(data["access_token"]))

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        claims = self._claims(str(kwargs["response"].get("id_token", "")))
        if rules.wants_more(claims, self.eid):
            claims = self._asked_again(claims, token.token)
        # SECURITY: no user and no uid, so that nothing here leads to an account of the staff.
        account = SocialAccount(provider=self.eid.id, uid="", extra_data=claims)
        return SocialLogin(account=account, provider=self.get_provider())

    def _claims(self, token: str) -> dict[str, Any]:
        config = self.openid_config
        whose = {"issuer": str(config["issuer"]), "client_id": self.eid.client_id}
        address = str(config["jwks_uri"])
        try:
            claims = id_token.verified(token, published(address), **whose)
        except id_token.KeyNotKnown:  # it may have changed its keys
            claims = id_token.verified(token, published(address, anew=True), **whose)
        if self.eid.acr_values and claims.get("acr") not in self.eid.acr_values:
            raise OAuth2Error("not as sure as we ask")
        return claims

    def _asked_again(self, claims: dict[str, Any], access_token: str) -> dict[str, Any]:
        """What the user info says too. The ID token is signed, so it has the last word."""
        if not providers.is_secure(str(self.openid_config.get("userinfo_endpoint", ""))):
            return claims
        more = self._fetch_user_info(access_token)
        if not isinstance(more, dict) or more.get("sub") != claims["sub"]:
            raise OAuth2Error("the user info is of somebody else")
        return more | claims


class SignersProvider(OpenIDConnectProvider):
    def get_oauth2_adapter(self, request: HttpRequest) -> Protocol:
        return Protocol(request, self.eid)

    @property
    def eid(self) -> EidProvider:
        found = providers.named(self.app.provider_id)
        if found is None:
            raise SocialApp.DoesNotExist
        return found


def app(provider: EidProvider) -> SocialApp:
    """What allauth wants to know; never a row."""
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider.id,
        name=provider.name,
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={
            "server_url": provider.server_url,
            "scope": list(provider.scope),
            "oauth_pkce_enabled": True,
            "token_auth_method": provider.token_auth_method or None,
        },
    )


def begin(request: HttpRequest, provider: EidProvider, wanted: dict[str, Any]) -> HttpResponseBase:
    """Send a browser to the provider. `wanted` waits in its session until it comes back.

    Raises `OAuth2Error` when the provider is away.
    """
    nonce = secrets.token_urlsafe(NONCE_BYTES)
    asked = {"nonce": nonce, "ui_locales": get_language() or "en", "prompt": "login"}
    if provider.acr_values:
        asked["acr_values"] = " ".join(provider.acr_values)
    found = get_adapter(request).get_provider(request, provider.id)
    response: HttpResponseBase = found.redirect(
        request, AuthProcess.LOGIN, data=wanted, nonce=nonce, auth_params=asked
    )
    return response


def wanted(request: HttpRequest) -> dict[str, Any]:
    """With what a browser left that comes back now; nothing if it did not leave from here."""
    states = statekit.get_states(request)
    stashed = states.get(request.GET.get("state", ""))
    return dict(stashed[0].get("data") or {}) if stashed else {}


def must_be_the_answer(state: Mapping[str, Any], claims: Mapping[str, Any]) -> None:
    """SECURITY: an ID token made for another browser, or replayed, is not the answer to ours."""
    asked, answered = (str(each.get("nonce", "")).encode() for each in (state, claims))
    if not asked or not hmac.compare_digest(asked, answered):
        raise OAuth2Error("an answer to another question")


def described(provider: EidProvider) -> dict[str, Any]:
    """Its own description (OpenID Connect Discovery). Raises `ProviderAway`."""
    address = provider.server_url
    if WELL_KNOWN not in address:
        address = f"{provider.issuer}{WELL_KNOWN}openid-configuration"
    config = published(address)
    if str(config.get("issuer", "")).rstrip("/") != provider.issuer:
        raise ProviderAway("it says that it is another issuer")
    if not all(providers.is_secure(str(config.get(name, ""))) for name in ENDPOINTS):
        raise ProviderAway("it does not name its addresses")
    return config


def published(address: str, *, anew: bool = False) -> dict[str, Any]:
    """Its configuration or its keys. Raises `ProviderAway`."""
    kept = _published.get(address)
    if kept and not anew and monotonic() - kept[0] < KEPT_SECONDS:
        return kept[1]
    try:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address)
            answer.raise_for_status()
            found = answer.json()
    except (RequestException, ValueError) as error:
        raise ProviderAway("it does not answer") from error
    if not isinstance(found, dict):
        raise ProviderAway("it answers something else")
    _published[address] = (monotonic(), found)
    return found


def forget_what_was_published() -> None:
    """For tests, where providers come and go."""
    _published.clear()
