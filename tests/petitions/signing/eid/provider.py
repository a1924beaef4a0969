"""A real OpenID Connect provider of the tests, made of Authlib, which can be told to misbehave.

It demands what the ones of states demand: a registered client with its secret, the registered
address to come back to, a code that is used once, and PKCE.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from time import time
from typing import Any

import flask
from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, OAuth2Request
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from werkzeug.serving import make_server

CLIENT_ID, SECRET, KEY_ID = "atmintis", "a word between us", "one"
SITE = "http://testserver"

Claims = dict[str, Any]
MARIANN: Claims = {
    "sub": "EE60001019906",
    "profile_attributes": {
        "given_name": "MARY ÄNN",
        "family_name": "O’CONNEŽ-ŠUSLIK TESTNUMBER",
        "date_of_birth": "2000-01-01",
    },
    "acr": "high",
}
NAME = "MARY ÄNN O’CONNEŽ-ŠUSLIK TESTNUMBER"


@dataclass
class Manners:
    """What the provider does. Each is a wrong that an attacker, or an accident, could bring."""

    person: Claims = field(default_factory=lambda: dict(MARIANN))
    #: Told at the second address only, as by some brokers.
    more: Claims = field(default_factory=dict)
    error: str = ""
    token_status: int = 200
    token_answer: str = ""
    token_url: str = ""
    id_token: Callable[[Claims], str] | None = None
    asked: list[dict[str, str]] = field(default_factory=list)
    traded: list[dict[str, str]] = field(default_factory=list)


class _Client(ClientMixin):
    def __init__(self, provider: Provider) -> None:
        self.provider = provider

    @property
    def back(self) -> str:
        return self.provider.back

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.back

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.back

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method in {"client_secret_basic", "client_secret_post"}

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code(AuthorizationCodeMixin):
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


class Provider:
    """At one port. `manners` says how it behaves from now on."""

    def __init__(self, name: str) -> None:
        self.name, self.manners = name, Manners()
        self.key = RSAKey.generate_key(2048, {"kid": KEY_ID, "use": "sig"})
        self.site = SITE
        self.codes: dict[str, _Code] = {}
        self.nonces: set[str] = set()
        self.url = ""

    @property
    def back(self) -> str:
        """The address that is registered to come back to."""
        return f"{self.site}/accounts/oidc/{self.name}/login/callback/"

    @property
    def setting(self) -> dict[str, Any]:
        """What stands in `OIDC_PROVIDERS` for it."""
        return {
            "id": self.name,
            "name": f"Door {self.name}",
            "server_url": self.url,
            "client_id": CLIENT_ID,
            "client_secret": SECRET,
        }

    def claims(self, nonce: str) -> Claims:
        now = int(time())
        told = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce}
        return told | self.manners.person

    def sign(
        self,
        claims: Claims,
        key: RSAKey | OctKey | None = None,
        alg: str = "RS256",
        kid: str = KEY_ID,
    ) -> str:
        return jwt.encode({"alg": alg, "kid": kid}, claims, key or self.key, [alg])

    def demand(self, settings: Any, **more: Any) -> None:
        """Only this one is configured from now on, with something more said of it."""
        settings.OIDC_PROVIDERS = json.dumps([self.setting | more])

    def app(self) -> flask.Flask:
        app = flask.Flask(__name__)
        grants = _grants(self)
        client = _Client(self)
        server = AuthorizationServer(
            app,
            lambda client_id: client if client_id == CLIENT_ID else None,
            lambda _token, _request: None,
        )
        server.register_grant(*grants)
        self._serve(app, server)
        return app

    def _serve(self, app: flask.Flask, server: AuthorizationServer) -> None:
        @app.get("/.well-known/openid-configuration")
        def configuration() -> Claims:
            return {
                "issuer": self.url,
                "authorization_endpoint": f"{self.url}/authorize",
                "token_endpoint": self.manners.token_url or f"{self.url}/token",
                "userinfo_endpoint": f"{self.url}/userinfo",
                "jwks_uri": f"{self.url}/jwks",
                "token_endpoint_auth_methods_supported": ["client_secret_basic"],
            }

        @app.get("/jwks")
        def jwks() -> Claims:
            return {"keys": [self.key.as_dict(private=False)]}

        @app.get("/authorize")
        def authorize() -> flask.Response:
            self.manners.asked.append(dict(flask.request.args))
            if self.manners.error:
                state = flask.request.args["state"]
                back = f"{self.back}?error={self.manners.error}&state={state}"
                return flask.redirect(back)  # type: ignore[return-value]
            grant = server.get_consent_grant(end_user=CLIENT_ID)
            response: flask.Response = server.create_authorization_response(
                grant_user=CLIENT_ID, grant=grant
            )
            return response

        @app.post("/token")
        def token() -> flask.Response:
            self.manners.traded.append(dict(flask.request.form))
            if self.manners.token_status != 200 or self.manners.token_answer:
                answer = self.manners.token_answer or json.dumps({"error": "invalid_grant"})
                return flask.Response(
                    answer, self.manners.token_status, mimetype="application/json"
                )
            response: flask.Response = server.create_token_response()
            return response

        @app.get("/userinfo")
        def userinfo() -> Claims:
            return self.manners.person | self.manners.more


def _grants(provider: Provider) -> tuple[type[AuthorizationCodeGrant], list[Any]]:
    class Grant(AuthorizationCodeGrant):
        def save_authorization_code(self, code: str, request: OAuth2Request) -> None:
            sent = request.payload.data
            provider.nonces.add(sent["nonce"])
            provider.codes[code] = _Code(
                redirect_uri=sent["redirect_uri"],
                scope=sent["scope"],
                nonce=sent["nonce"],
                code_challenge=sent["code_challenge"],
                code_challenge_method=sent["code_challenge_method"],
            )

        def query_authorization_code(self, code: str, _client: _Client) -> _Code | None:
            return provider.codes.pop(code, None)  # once

        def delete_authorization_code(self, _code: _Code) -> None:
            """Gone since it was asked for."""

        def authenticate_user(self, _code: _Code) -> str:
            return CLIENT_ID

    class Word(OpenIDCode):
        def exists_nonce(self, nonce: str, _request: OAuth2Request) -> bool:
            return nonce in provider.nonces

        def encode_id_token(self, _token: Claims, request: OAuth2Request) -> str:
            claims = provider.claims(request.authorization_code.get_nonce())
            return (provider.manners.id_token or provider.sign)(claims)

    return Grant, [Word(require_nonce=True), CodeChallenge(required=True)]


@contextmanager
def running(name: str) -> Iterator[Provider]:
    provider = Provider(name)
    server = make_server("127.0.0.1", 0, provider.app(), threaded=True)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, args=[0.05])
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
