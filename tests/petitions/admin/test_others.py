"""What a desk says to those who may look and not act."""

from __future__ import annotations

import pytest
from django.test import Client

from petitions.campaigns import actions as campaigns
from tests import builders_signing as builders
from tests.builders_bundles import a_sealed_bundle
from tests.builders_review import a_reviewer, an_administrator, signed_in

pytestmark = pytest.mark.django_db


def page(client: Client, path: str) -> str:
    return " ".join(client.get(f"/admin/petitions/{path}").content.decode().split())


def test_who_wrote_a_petition_is_not_offered_to_review_it() -> None:
    petition = builders.a_drafted_petition()
    campaigns.submit_for_review(petition.pk, by=an_administrator())
    path = f"petition/{petition.slug}/"

    own, others = page(signed_in(an_administrator()), path), page(signed_in(a_reviewer()), path)

    assert f"{path}freeze/" not in own
    assert "Somebody else can do this:" in own
    assert f"{path}freeze/" in others
    assert "Somebody else can do this:" not in others


@pytest.mark.usefixtures("with_authority")
def test_a_sealed_bundle_is_not_called_done_for_those_who_may_not_release_it() -> None:
    bundle = a_sealed_bundle()

    seen = page(signed_in(an_administrator()), f"bundle/{bundle.uuid}/")

    assert "nothing to be done" not in seen
    assert "/leaving/" not in seen
    assert "/release/" not in seen
