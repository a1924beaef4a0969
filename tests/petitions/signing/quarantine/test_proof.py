"""The sum that browsers may be asked to do: good once, and never needed."""

from __future__ import annotations

import base64
import json
from typing import Any

import altcha
import pytest
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as property_settings
from hypothesis import strategies as st
from pytest_django import Settings

from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import proof
from petitions.signing.quarantine.rules import Suspicion
from testimonies import limits
from tests import builders_signing as builders
from tests.petitions.signing.quarantine.crowds import signed_from, state_of

pytestmark = pytest.mark.django_db
CHALLENGE = "/en/signatures/challenge/"


@pytest.fixture
def asks(settings: Settings) -> None:
    settings.ALTCHA = True


def solved(challenge: dict[str, Any]) -> str:
    """As the script of the page does it."""
    known = altcha.Challenge.from_dict(challenge)
    solution = altcha.solve_challenge(known)
    assert solution is not None
    return altcha.Payload(known, solution).to_base64()


def suspicions(petition: Petition, name: str, payload: str = "") -> list[str]:
    return signed_from(petition, name=name, altcha=payload).suspicions


@pytest.mark.usefixtures("asks")
def test_whoever_did_the_sum_is_suspected_of_nothing() -> None:
    petition = builders.an_open_petition()
    payload = solved(Client().get(CHALLENGE).json())

    assert suspicions(petition, "Ona", payload) == []


@pytest.mark.usefixtures("asks")
def test_a_solution_is_good_once() -> None:
    petition = builders.an_open_petition()
    payload = solved(proof.challenge())

    assert suspicions(petition, "Ona", payload) == []
    assert suspicions(petition, "Jonas", payload) == [Suspicion.NO_PROOF]


@pytest.mark.usefixtures("asks")
def test_without_a_script_one_signs_all_the_same() -> None:
    signature = signed_from(builders.an_open_petition())

    signing.confirm(signature.uuid)

    assert signature.suspicions == [Suspicion.NO_PROOF]
    assert state_of(signature) == State.QUARANTINED


def test_unless_the_setting_asks_nothing_is_asked(client: Client) -> None:
    petition = builders.an_open_petition()

    page = client.get(f"/en/petitions/{petition.slug}/sign/").content.decode()

    assert "altcha" not in page
    assert client.get(CHALLENGE).status_code == 404
    assert suspicions(petition, "Ona") == []


@pytest.mark.usefixtures("asks")
def test_the_page_stays_the_same_for_everybody(client: Client) -> None:
    petition = builders.an_open_petition()

    answer = client.get(f"/en/petitions/{petition.slug}/sign/")

    assert f'data-proof="{CHALLENGE}"' in answer.content.decode()
    assert "public" in answer.headers["Cache-Control"]
    assert not answer.cookies
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert "no-store" in client.get(CHALLENGE).headers["Cache-Control"]


@pytest.mark.usefixtures("asks")
def test_a_sum_that_is_too_old_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "GOOD_FOR", -10)

    assert not proof.is_solved(solved(proof.challenge()))


@pytest.mark.usefixtures("asks")
def test_nobody_makes_the_sum_easier() -> None:
    easy = altcha.create_challenge("PBKDF2/SHA-256", 1, key_prefix="", hmac_secret=b"not ours")

    assert not proof.is_solved(solved(easy.to_dict()))
    ours = proof.challenge()
    ours["parameters"]["keyPrefix"] = ""
    assert not proof.is_solved(solved(ours))


@pytest.mark.usefixtures("asks")
def test_while_redis_is_away_a_solution_is_believed(settings: Settings) -> None:
    away = settings.CACHES["default"] | {"LOCATION": "unix:///nowhere/redis.sock"}
    settings.CACHES = {"default": away}
    limits._redis.cache_clear()
    payload = solved(proof.challenge())

    try:
        believed = [proof.is_solved(payload) for _each in range(2)]
    finally:
        limits._redis.cache_clear()

    assert believed == [True, True]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["challenge", "solution", "parameters", "salt"]), inner)
    ),
    max_leaves=12,
)


@property_settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.text()
    | json_values.map(lambda value: base64.b64encode(json.dumps(value).encode()).decode())
)
def test_whatever_else_is_sent_is_no_solution(payload: str) -> None:
    assert not proof.is_solved(payload)


@pytest.mark.parametrize("part", ["challenge", "solution", "parameters"])
@pytest.mark.parametrize("value", [None, 1, "text", [], {}, [1, 2]])
def test_a_part_of_another_kind_is_no_solution(part: str, value: object) -> None:
    payload = json.loads(base64.b64decode(solved(proof.challenge())))
    place = payload["challenge"] if part == "parameters" else payload
    place[part] = value

    assert not proof.is_solved(base64.b64encode(json.dumps(payload).encode()).decode())


def test_challenges_are_counted(client: Client, settings: Settings) -> None:
    settings.ALTCHA = True
    assert limits.CHALLENGES.times >= limits.SIGNING.times
    assert Signature.objects.count() == 0
    assert client.get(CHALLENGE).status_code == 200
