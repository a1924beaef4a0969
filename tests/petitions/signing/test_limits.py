"""Buttons that a program might press all night, and what it is told."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies import limits
from testimonies.limits import Limit
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def test_confirming_has_a_limit_and_loses_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "CONFIRMING", Limit("confirming", 1, 3600))
    petition = builders.an_open_petition()
    first, second = (
        builders.a_signature(petition, email=f"{each}@example.org") for each in ("one", "two")
    )
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, second.uuid)}/"
    client.post(f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, first.uuid)}/")

    answer = client.post(link)

    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "300")
    assert "Please wait a few minutes" in answer.content.decode()
    assert link in answer.content.decode()
    assert Signature.objects.get(pk=second.pk).state == State.PENDING
    assert "Yes, I sign" in client.get(link).content.decode()


def test_withdrawing_has_a_limit_and_loses_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "WITHDRAWING", Limit("withdrawing", 0, 3600))
    signature = builders.a_confirmed_signature()

    answer = client.post(f"/en/signatures/{signature.reference}/withdraw/")

    assert answer.status_code == 429
    assert Signature.objects.get().state == State.CONFIRMED


def test_every_limit_counts_apart() -> None:
    found = [each for each in vars(limits).values() if isinstance(each, Limit)]

    assert len({each.name for each in found}) == len(found)
    assert all(each.times >= each.step for each in found)


@pytest.mark.parametrize("kind", ["pdf", "asice"])
def test_fetching_statements_has_a_limit(
    client: Client, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(limits, "STATEMENTS", Limit("statements", 1, 3600))
    slug = builders.an_open_petition().slug
    form = f"/en/petitions/{slug}/sign/qualified/"

    first, second = (client.get(f"{form}statement.lv.{kind}") for _time in range(2))

    assert first.status_code == 200
    _leads_back(second, form)
    assert client.get(form).status_code == 200


def test_fetching_proofs_has_a_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "PROOFS", Limit("proofs", 1, 3600))
    signature = builders.a_confirmed_signature()
    signing.count_signatures()
    page = f"/en/signatures/{signature.reference}/"

    first, second = (client.get(f"{page}proof/") for _time in range(2))

    assert (first.status_code, first["Content-Type"]) == (200, "application/zip")
    _leads_back(second, page)
    assert client.get(page).status_code == 200


def _leads_back(answer: Any, page: str) -> None:
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "public" not in answer["Cache-Control"]
    assert "Very many files are being fetched from where you are." in answer.text
    assert f'href="{page}"' in answer.text
