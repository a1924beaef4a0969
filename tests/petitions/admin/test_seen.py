"""Whoever decides about many by what the page says is asked again when that has changed."""

from __future__ import annotations

import re

import pytest

from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.petitions.admin.test_quarantine import TOGETHER, freshly_signed_in
from tests.petitions.signing.quarantine.crowds import copies_of, set_aside, signed_from, worked

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("button", "ends_as"), [("reject-all", Step.REJECTED), ("accept-all", Step.ACCEPTED)]
)
def test_a_number_that_has_changed_is_shown_anew(button: str, ends_as: Step) -> None:
    petition = builders.an_open_petition()
    first = signed_from(petition)
    signing.confirm(first.uuid)
    copies_of(first, 2)
    invalidation = set_aside(petition)
    page_of, client = f"{TOGETHER}{invalidation.uuid}/", freshly_signed_in()
    name = f"{button}-seen"
    assert f'name="{name}" value="3"' in client.get(page_of).content.decode()
    quarantine.accept(first.pk, by=a_moderator())

    page = client.post(f"{page_of}{button}/", {name: 3}).content.decode()

    assert "has changed since you looked" in page
    assert re.search(rf'name="{name}" value="2"', page)
    invalidation.refresh_from_db()
    assert invalidation.state == Step.SET_ASIDE
    client.post(f"{page_of}{button}/", {name: 2})
    worked(invalidation)
    assert invalidation.state == ends_as
    first.refresh_from_db()
    assert first.state == State.CONFIRMED
