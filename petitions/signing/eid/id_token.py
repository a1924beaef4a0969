"""The provider's signed word on who somebody is (OpenID Connect Core, 3.1.3.7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import jwt
from allauth.socialaccount.providers.oauth2.client import OAuth2Error

#: SECURITY: only kinds where the provider alone has the key; never `none`, never a shared secret.
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"]
CLOCKS_DIFFER = 60
NEEDED = ["iss", "aud", "exp", "iat", "sub", "nonce"]


class KeyNotKnown(OAuth2Error):
    """Signed with a key that the provider does not show; perhaps it has shown a new one since."""


def verified(
    token: str, keys: Mapping[str, Any], *, issuer: str, client_id: str
) -> dict[str, Any]:
    """The claims. Raises `OAuth2Error` for whatever is not the provider's word to us."""
    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(token, keys),
            algorithms=ALGORITHMS,
            issuer=issuer,
            audience=client_id,
            leeway=CLOCKS_DIFFER,
            options={"require": NEEDED},
        )
    except (jwt.PyJWTError, TypeError, ValueError, KeyError) as error:
        raise OAuth2Error("the ID token does not hold") from error
    _must_be_for_us(claims, client_id)
    return claims


def _key(token: str, keys: Mapping[str, Any]) -> jwt.PyJWK:
    header = jwt.get_unverified_header(token)
    shown = jwt.PyJWKSet.from_dict(dict(keys)).keys
    signing = [key for key in shown if key.public_key_use in {None, "sig"}]
    fitting = [key for key in signing if key.key_id == header.get("kid")]
    if len(fitting) != 1:
        raise KeyNotKnown("the ID token names no key of this provider")
    return fitting[0]


def _must_be_for_us(claims: Mapping[str, Any], client_id: str) -> None:
    """Made for several, it must say that it was given to us."""
    audience = claims["aud"]
    is_shared = isinstance(audience, list) and len(audience) > 1
    if (is_shared or "azp" in claims) and claims.get("azp") != client_id:
        raise OAuth2Error("the ID token was given to somebody else")
