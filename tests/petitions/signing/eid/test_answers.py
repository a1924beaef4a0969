"""Answers of a provider that are wrong, late, stolen or missing: nobody is identified by them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.test import Client
from joserfc.jwk import OctKey, RSAKey

from petitions.models import Petition, Signature
from petitions.signing.eid import holding
from tests.builders_signing import an_open_petition
from tests.petitions.signing.eid.conftest import come_back_from, form_of, identify, leave
from tests.petitions.signing.eid.provider import (
    CLIENT_ID,
    KEY_ID,
    MARIANN,
    Claims,
    Provider,
)

pytestmark = pytest.mark.django_db

STRANGERS_KEY = RSAKey.generate_key(2048, {"kid": KEY_ID})
CALLBACK = "/accounts/oidc/tara/login/callback/"


def why(page: Any, petition: Petition) -> str:
    """Why nobody is identified, as the address of the page says."""
    address = page.redirect_chain[-1][0]
    before, _sep, reason = str(address).partition("/sign/not-identified/")
    assert before == f"/en/petitions/{petition.slug}", address
    return reason.strip("/")


def nobody_is_identified(client: Client) -> bool:
    return not client.session.get(holding.IDENTIFIED) and not Signature.objects.exists()


def test_who_changes_their_mind_loses_nothing(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    for said in ("access_denied", "user_cancel"):
        provider.manners.error = said

        page = identify(client, petition)

        assert why(page, petition) == "cancelled"
        assert "You stopped on the way" in page.content.decode()
    assert nobody_is_identified(client)


def test_trouble_at_the_provider_is_a_plain_sentence(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    provider.manners.error = "temporarily_unavailable"

    page = identify(client, petition)

    assert why(page, petition) == "away"
    assert "does not answer at the moment" in page.content.decode()


def test_an_error_that_nobody_knows_is_refused_and_not_repeated(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    provider.manners.error = "<script>invalid_request"

    page = identify(client, petition)

    assert why(page, petition) == "refused"
    assert "<script>invalid" not in page.content.decode()


@pytest.mark.parametrize(("status", "answer"), [(400, ""), (500, ""), (200, "[]"), (200, "no")])
def test_without_a_token_nobody_is_identified(
    client: Client, provider: Provider, status: int, answer: str
) -> None:
    petition = an_open_petition()
    provider.manners.token_status, provider.manners.token_answer = status, answer

    page = identify(client, petition)

    assert why(page, petition) in {"refused", "away"}
    assert nobody_is_identified(client)


def _without(name: str) -> Callable[[Provider, Claims], str]:
    return lambda provider, told: provider.sign({k: v for k, v in told.items() if k != name})


def _with(**others: object) -> Callable[[Provider, Claims], str]:
    return lambda provider, told: provider.sign(told | others)


WRONG_TOKENS: dict[str, Callable[[Provider, Claims], str]] = {
    "another key": lambda provider, told: provider.sign(told, STRANGERS_KEY),
    "our own secret as key": lambda provider, told: provider.sign(
        told, OctKey.import_key("a word between us" * 2), "HS256"
    ),
    "the public key as secret": lambda provider, told: provider.sign(
        told, OctKey.import_key(provider.key.as_pem(private=False)), "HS256"
    ),
    "no signature": lambda provider, told: provider.sign(told).rpartition(".")[0] + ".",
    "another nonce": _with(nonce="of-another-browser"),
    "a nonce of other letters": _with(nonce="žodis"),
    "no nonce": _without("nonce"),
    "another audience": _with(aud="another-site"),
    "shared, given to another": _with(aud=[CLIENT_ID, "another-site"], azp="another-site"),
    "another issuer": _with(iss="http://127.0.0.1:9"),
    "long over": _with(iat=1_600_000_000, exp=1_600_000_300),
    "not yet": _with(iat=4_000_000_000, exp=4_000_000_300),
    "no end": _without("exp"),
    "no token at all": lambda _provider, _told: "",
    "rubbish": lambda _provider, _told: "a.b.c",
}


@pytest.mark.parametrize("wrong", WRONG_TOKENS)
def test_an_id_token_that_does_not_hold_identifies_nobody(
    client: Client, provider: Provider, wrong: str
) -> None:
    petition = an_open_petition()
    provider.manners.id_token = lambda told: WRONG_TOKENS[wrong](provider, told)

    page = identify(client, petition)

    assert why(page, petition) == "refused"
    assert nobody_is_identified(client)


def test_a_key_that_the_provider_has_changed_is_asked_for_again(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    before, provider.key = provider.key, RSAKey.generate_key(2048, {"kid": "two"})
    provider.manners.id_token = lambda told: provider.sign(told, provider.key, kid="two")

    try:
        page = identify(Client(), petition)
    finally:
        provider.key = before

    assert page.redirect_chain[-1][0] == form_of(petition)


def test_user_info_of_somebody_else_is_refused(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    provider.manners.person = {"sub": "EE60001019906"}
    provider.manners.more = {"sub": "EE47101010033", "name": "Somebody Else"}

    page = identify(client, petition)

    assert why(page, petition) == "refused"


def test_who_is_told_at_the_second_address_only_is_identified(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    provider.manners.person = {"sub": "EE60001019906"}
    provider.manners.more = {"given_name": "Mari", "family_name": "Maasikas"}

    page = identify(client, petition)

    assert "Mari Maasikas" in page.content.decode()


@pytest.mark.parametrize(
    "person",
    [
        {"sub": "f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "name": "Mari Maasikas"},
        {"sub": "EE60001019906"},
        {"sub": "EE60001019906", "name": "\u202egro.elpmaxe"},
        {"sub": "EE60001019906", "name": "M" * 201},
        {"sub": 60001019906, "name": "Mari Maasikas"},
    ],
)
def test_without_a_name_and_a_code_nobody_is_identified(
    client: Client, provider: Provider, person: Claims
) -> None:
    petition = an_open_petition()
    provider.manners.person = person

    page = identify(client, petition)

    assert why(page, petition) in {"unclear", "refused"}
    assert nobody_is_identified(client)


def test_a_state_that_is_not_ours_leads_nowhere(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    back = urlsplit(come_back_from(leave(client, petition)))
    sent = {name: values[0] for name, values in parse_qs(back.query).items()}

    for state in ("", "x" * 16, "\x00"):
        page = client.get(f"{CALLBACK}?{urlencode(sent | {'state': state})}")
        assert page.status_code in {400, 404}

    assert nobody_is_identified(client)
    assert provider.manners.traded == []


def test_somebody_elses_answer_is_nothing_in_this_browser(
    client: Client, provider: Provider
) -> None:
    """SECURITY: an attacker's own answer, slipped to a victim, would sign in the wrong name."""
    petition = an_open_petition()
    attackers = come_back_from(leave(Client(), petition))
    leave(client, petition)

    page = client.get(attackers)

    assert page.status_code == 400
    assert nobody_is_identified(client)


def test_an_answer_of_one_provider_is_none_of_another(
    client: Client, provider: Provider, other_provider: Provider
) -> None:
    petition = an_open_petition()
    back = come_back_from(leave(client, petition))

    page = client.get(back.replace("/tara/", "/eparaksts/"), follow=True)

    assert nobody_is_identified(client)
    assert "prove" in page.content.decode()
    assert provider.manners.traded == other_provider.manners.traded == []


def test_an_answer_that_is_opened_twice_leads_on_to_the_form(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    back = come_back_from(leave(client, petition))
    client.get(back)

    page = client.get(back)

    assert page.status_code == 400
    assert form_of(petition) in page.content.decode()
    assert len(provider.manners.traded) == 1


def test_a_provider_that_is_away_is_a_plain_sentence_before_anybody_leaves(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    provider_url, provider.url = provider.url, "http://127.0.0.1:1"

    try:
        page = client.get(f"/en/petitions/{petition.slug}/sign/identify/tara/", follow=True)
    finally:
        provider.url = provider_url

    assert why(page, petition) == "away"


def test_a_provider_that_goes_away_meanwhile_is_a_plain_sentence_too(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    provider.manners.token_url = "http://127.0.0.1:1/token"

    page = identify(client, petition)

    assert why(page, petition) == "away"
    assert nobody_is_identified(client)


def test_nobody_is_sent_to_an_address_of_somebody_elses_choice(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    start = f"/en/petitions/{petition.slug}/sign/identify/tara/"

    left = client.get(f"{start}?next=https://evil.example/&auth_params=prompt%3Dnone&scope=email")
    page = client.get(come_back_from(left["Location"]), follow=True)

    assert page.redirect_chain[-1][0] == form_of(petition)
    assert provider.manners.asked[0]["scope"] == "openid"
    assert provider.manners.asked[0]["prompt"] == "login"


def test_how_sure_the_provider_is_can_be_demanded(
    client: Client, provider: Provider, settings: object
) -> None:
    petition = an_open_petition()
    provider.demand(settings, acr_values=["high"])
    assert identify(client, petition).redirect_chain[-1][0] == form_of(petition)
    provider.manners.person = MARIANN | {"acr": "low"}

    page = identify(Client(), petition)

    assert provider.manners.asked[0]["acr_values"] == "high"
    assert why(page, petition) == "refused"
