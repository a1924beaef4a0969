from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.campaigns.openapi import PETITION
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def test_a_machine_reads_a_petition_and_its_counts(client: Client) -> None:
    petition = builders.an_open_petition()
    for number in range(5):
        builders.a_confirmed_signature(petition, name=f"Ona {number}")
    builders.a_confirmed_signature(petition, country="KZ", email="far@away.example")
    signing.count_signatures()
    builders.forget_what_pages_keep()

    told = client.get(f"/api/v1/petitions/{petition.slug}").json()

    assert told.pop("counted_at") is not None
    assert told == {
        "slug": petition.slug,
        "title": "Justice for the deported",
        "state": "open",
        "text_digest": petition.text_digest,
        "opened_at": petition.opened_at.isoformat() if petition.opened_at else "",
        "closes_on": None,
        "counts": {
            "total": 6,
            "by_assurance": {"email": 6},
            "by_country": {"LV": 5, "other": 1},
            "by_institution": {
                "gov-lt": {"valid": 6, "declarations": 0},
                "seimas": {"valid": 0, "declarations": 6},
            },
        },
        "thresholds": {},
    }


@pytest.mark.usefixtures("_within_one_moment")
def test_anybody_may_keep_a_copy_for_a_moment(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    petition = builders.an_open_petition()
    client.get(f"/api/v1/petitions/{petition.slug}")

    with django_assert_num_queries(0):
        response = client.get(f"/api/v1/petitions/{petition.slug}")

    for directive in ("public", "max-age=", "stale-while-revalidate=", "stale-if-error="):
        assert directive in response["Cache-Control"]
    assert not response.cookies


def test_an_unknown_petition_is_a_404_in_json(client: Client) -> None:
    response = client.get("/api/v1/petitions/never-written")

    assert response.status_code == 404
    assert response.json() == {"error": "no such petition"}


def test_the_interface_is_read_only(client: Client) -> None:
    petition = builders.an_open_petition()

    for method in (client.post, client.put, client.delete):
        assert method(f"/api/v1/petitions/{petition.slug}").status_code == 405


def test_the_answer_is_as_its_description_says(client: Client) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition)
    signing.count_signatures()
    builders.forget_what_pages_keep()

    described = client.get("/api/v1/openapi.json").json()
    told = client.get(f"/api/v1/petitions/{petition.slug}").json()

    operation = described["paths"]["/api/v1/petitions/{slug}"]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    assert answer == PETITION
    assert differences(told, answer) == []


def test_every_public_petition_is_in_the_list(client: Client) -> None:
    builders.an_open_petition("the-first")
    builders.a_confirmed_signature(builders.an_open_petition("the-second"))
    builders.a_drafted_petition("not-yet")
    signing.count_signatures()
    builders.forget_what_pages_keep()

    described = client.get("/api/v1/openapi.json").json()
    told = client.get("/api/v1/petitions").json()

    assert [(each["slug"], each["total"]) for each in told["petitions"]] == [
        ("the-second", 1),
        ("the-first", 0),
    ]
    operation = described["paths"]["/api/v1/petitions"]["get"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    listed = answer["properties"]["petitions"]["items"]
    assert [differences(each, listed) for each in told["petitions"]] == [[], []]


def differences(value: Any, schema: dict[str, Any], at: str = "") -> list[str]:
    """What the few words of JSON Schema that we use do not allow."""
    if "properties" in schema:
        found = [] if set(value) == set(schema["required"]) else [at]
        for name, part in schema["properties"].items():
            found += differences(value[name], part, f"{at}.{name}")
        return found
    if isinstance(schema.get("additionalProperties"), dict):
        parts = (differences(part, schema["additionalProperties"], at) for part in value.values())
        return [each for part in parts for each in part]
    if schema.get("type") == "array":
        return [each for part in value for each in differences(part, schema["items"], at)]
    if "enum" in schema:
        return [] if value in schema["enum"] else [at]
    kinds = {"integer": int, "string": str, "null": type(None)}
    wanted = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    return [] if isinstance(value, tuple(kinds[kind] for kind in wanted)) else [at]
