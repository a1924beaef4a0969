"""A passkey opens for whoever unlocked its device, and not for whoever only holds it."""

from __future__ import annotations

import hashlib
import json
from typing import Any, cast

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import WebAuthn
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)
from pytest_django import Settings

from tests.builders_review import PASSWORD, a_moderator

pytestmark = pytest.mark.django_db

HOST, ORIGIN, ID = "localhost", "http://localhost", b"a key of these tests"
FACTOR = "/accounts/2fa/"
FLAG = AuthenticatorData.FLAG
LOCKED, UNLOCKED = FLAG.UP, FLAG.UP | FLAG.UV


@pytest.fixture(autouse=True)
def _as_in_production(settings: Settings) -> None:
    settings.STAFF_NEED_SECOND_FACTOR = True


class Device:
    """A key that answers as its browser would, unlocked or not."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        public = ES256.from_cryptography_key(  # type: ignore[no-untyped-call]
            self.key.public_key()
        )
        of_key = AttestedCredentialData.create(bytes(16), ID, public)
        data = _data(UNLOCKED | FLAG.AT, of_key)
        made = AttestationObject.create("none", data, {})
        client = CollectedClientData.create("webauthn.create", bytes(32), ORIGIN)
        answer = {"clientDataJSON": websafe_encode(client)}
        answer["attestationObject"] = websafe_encode(made)
        WebAuthn.add(a_moderator(), "My key", _credential(answer))

    def answers(self, options: dict[str, Any], flags: FLAG) -> str:
        challenge = options["publicKey"]["challenge"]
        client = CollectedClientData.create("webauthn.get", challenge, ORIGIN)
        data = _data(flags)
        signed = self.key.sign(data + client.hash, ec.ECDSA(SHA256()))
        answer = {"clientDataJSON": websafe_encode(client), "signature": websafe_encode(signed)}
        return json.dumps(_credential(answer | {"authenticatorData": websafe_encode(data)}))


def _data(flags: FLAG, of_key: bytes = b"") -> AuthenticatorData:
    host = hashlib.sha256(HOST.encode()).digest()
    return cast("AuthenticatorData", AuthenticatorData.create(host, flags, 0, of_key))


def _credential(answer: dict[str, str]) -> dict[str, Any]:
    named = websafe_encode(ID)
    return {"id": named, "rawId": named, "type": "public-key", "response": answer}


def with_password() -> Client:
    client = Client(headers={"host": HOST})
    form = {"login": a_moderator().email, "password": PASSWORD, "next": "/admin/"}
    client.post("/accounts/login/", form)
    return client


def shows(client: Client, device: Device, page: str, flags: FLAG) -> str:
    """Answers what that page asks. Returns where it leads."""
    asked = client.get(page).context["js_data"]
    credential = device.answers(asked["request_options"], flags)
    sent = {"credential": credential, "next": "/admin/"}
    return client.post(page, sent).headers.get("Location", "")


def test_after_the_password_a_key_that_is_only_held_opens_nothing() -> None:
    device, client = Device(), with_password()

    assert shows(client, device, f"{FACTOR}authenticate/", LOCKED) == ""
    assert client.get("/admin/").status_code == 302

    assert shows(client, device, f"{FACTOR}authenticate/", UNLOCKED) == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_whoever_shows_again_that_it_is_them_unlocks_it_again() -> None:
    client = with_password()
    device, again = Device(), f"{FACTOR}webauthn/reauthenticate/"
    assert client.get("/admin/").headers["Location"].startswith(again)

    assert shows(client, device, again, LOCKED) != "/admin/"
    assert client.get("/admin/").status_code == 302

    assert shows(client, device, again, UNLOCKED) == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert Authenticator.objects.get().last_used_at
