"""`OIDC_PROVIDERS` is read strictly, and whatever is wrong with it is said in a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from pytest_django import Settings

from config.checks import CONFIGURATION
from petitions.signing.eid import providers, rules
from petitions.signing.eid.rules import Identified
from tests.petitions.signing.eid.provider import MARIANN, Provider

TARA: dict[str, Any] = {
    "id": "tara",
    "name": "Estonia: Smart-ID, Mobile-ID, ID card",
    "server_url": "https://tara.example",
    "client_id": "atmintis",
    "client_secret": "a secret word",
}


def read(**others: Any) -> providers.EidProvider:
    [found] = providers.read(json.dumps([TARA | others]))
    return found


def identified(claims: dict[str, Any], **others: Any) -> Identified:
    return rules.identified(claims, read(**others))


def test_nothing_is_no_providers() -> None:
    assert providers.read("") == providers.read("  ") == providers.read("[]") == ()


def test_what_is_not_said_has_a_sensible_default() -> None:
    found = read()

    assert found.scope == ("openid",)
    assert found.issuer == "https://tara.example"
    assert found.claims == providers.USUAL_CLAIMS
    assert "a secret word" not in repr(found)


def test_claims_of_another_broker_are_named() -> None:
    found = read(claims={"personal_code": "urn.code", "birth_date": ["a", "b.c"]}, country="LV")

    assert found.claims["personal_code"] == ("urn.code",)
    assert found.claims["birth_date"] == ("a", "b.c")
    assert found.claims["given_name"] == providers.USUAL_CLAIMS["given_name"]


@pytest.mark.parametrize(
    "wrong",
    [
        "{",
        "{}",
        "[1]",
        json.dumps([TARA, TARA]),
        *(json.dumps([{k: v for k, v in TARA.items() if k != each}]) for each in providers.NEEDED),
        *(json.dumps([TARA | {each: ""}]) for each in providers.NEEDED),
        json.dumps([TARA | {"id": "Tara/../x"}]),
        json.dumps([TARA | {"id": 7}]),
        json.dumps([TARA | {"name": "N" * 61}]),
        json.dumps([TARA | {"server_url": "http://tara.example"}]),
        json.dumps([TARA | {"server_url": "https://[tara"}]),
        json.dumps([TARA | {"server_url": "file:///etc/passwd"}]),
        json.dumps([TARA | {"country": "Estonia"}]),
        json.dumps([TARA | {"scope": "profile"}]),
        json.dumps([TARA | {"scope": 7}]),
        json.dumps([TARA | {"claims": ["sub"]}]),
        json.dumps([TARA | {"claims": {"surname": "x"}}]),
        json.dumps([TARA | {"claims": {"name": "a..b"}}]),
        json.dumps([TARA | {"claims": {"name": [1]}}]),
        json.dumps([TARA | {"token_auth_method": "none"}]),
        json.dumps([TARA | {"clientsecret": "x"}]),
    ],
)
def test_what_cannot_be_used_refuses_to_start_and_tells_no_secret(
    wrong: str, settings: Settings
) -> None:
    settings.OIDC_PROVIDERS = wrong

    [problem] = run_checks(tags=[CONFIGURATION])

    assert problem.id == "atmintis.E016"
    assert "a secret word" not in problem.msg


@pytest.mark.parametrize(
    ("code", "identity"),
    [
        ("EE60001019906", "EE:60001019906"),
        ("PNOEE-60001019906", "EE:60001019906"),
        ("pnoee-60001019906", "EE:60001019906"),
        ("EE/LV/60001019906", "EE:60001019906"),
        ("PNOLV-320050-06006", "LV:32005006006"),
        ("32005006006", "LV:32005006006"),
        ("DE/EE/A1B2C3D4", "DE:A1B2C3D4"),
    ],
)
def test_one_person_has_one_identity_however_a_code_is_written(code: str, identity: str) -> None:
    told = {"sub": "x", "name": "Mari", "personal_code": code}

    assert identified(told, country="LV").identity == identity


@pytest.mark.parametrize(
    "code", ["", "  ", "123", "60001019906", "XX60001019906", "EE;DROP", "Ä" * 9]
)
def test_a_code_without_a_state_identifies_nobody(code: str) -> None:
    with pytest.raises(rules.Unclear):
        identified({"sub": "x", "name": "Mari", "personal_code": code})


def test_a_birth_date_comes_from_the_claim_or_from_the_code() -> None:
    from_claim = identified(MARIANN)
    from_code = identified({"sub": "EE47101010033", "name": "Mari Mets"})
    from_nothing = identified({"sub": "LV32005006006", "name": "Mari Mets", "birthdate": "1971"})

    assert from_claim.birth_date == "2000-01-01"
    assert from_code.birth_date == "1971-01-01"
    assert from_nothing.birth_date == ""


@pytest.mark.django_db
def test_the_doctor_asks_each_provider(
    provider: Provider, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    away = provider.setting | {"id": "away", "server_url": "http://127.0.0.1:1"}
    settings.OIDC_PROVIDERS = json.dumps([provider.setting, away])

    with pytest.raises(SystemExit):
        call_command("doctor")

    said = capsys.readouterr().out
    assert "tara answers" in said
    assert "away cannot be used: it does not answer" in said
