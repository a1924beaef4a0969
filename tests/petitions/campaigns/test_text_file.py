"""The file that anybody can check against the digest."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.test import Client

from petitions.campaigns.demo_texts import demo_texts
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def test_its_sha256_is_the_digest_on_the_page(client: Client) -> None:
    petition = builders.an_open_petition()

    answer = client.get(f"/uk/petitions/{petition.slug}/text.json")
    page = client.get(f"/uk/petitions/{petition.slug}/").text

    digest = hashlib.sha256(answer.content).hexdigest()
    assert digest == petition.text_digest
    assert digest in page
    assert f'href="/uk/petitions/{petition.slug}/text.json"' in page
    assert f"sha256sum {petition.slug}.json" in page
    assert answer["Content-Type"] == "application/json"
    assert f'filename="{petition.slug}.json"' in answer["Content-Disposition"]


def test_every_language_stands_in_it_and_is_read_on_a_page(client: Client) -> None:
    petition = builders.an_open_petition()

    told = json.loads(client.get(f"/en/petitions/{petition.slug}/text.json").content)
    page = client.get(f"/en/petitions/{petition.slug}/").text

    for language, words in demo_texts().items():
        assert told[language] == {
            "title": words.title,
            "summary": words.summary,
            "body": words.body,
        }
        assert f'hreflang="{language}" href="/{language}/petitions/{petition.slug}/"' in " ".join(
            page.split()
        )


def test_of_what_is_not_public_there_is_no_file(client: Client) -> None:
    petition = builders.a_frozen_petition()

    assert client.get(f"/en/petitions/{petition.slug}/text.json").status_code == 404
