"""An identity that nobody signs with lies nowhere for longer than it is good for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils.timezone import now

from accounts import actions as accounts
from petitions.signing.eid import holding
from tests.builders_review import a_moderator, signed_in
from tests.builders_signing import an_open_petition
from tests.petitions.signing.eid.conftest import form_of, identify, typed
from tests.petitions.signing.eid.provider import Provider

pytestmark = pytest.mark.django_db


def kept_longer_than_it_is_good() -> list[Session]:
    """Rows with anything of an identity in them, that last longer than a quarter of an hour."""
    late = now() + timedelta(seconds=holding.SECONDS)
    rows = Session.objects.filter(expire_date__gt=late)
    return [each for each in rows if "kept" in each.get_decoded()]


def test_the_ciphertext_ends_after_a_quarter_of_an_hour_and_the_sweep_takes_it(
    client: Client, provider: Provider
) -> None:
    identify(client, an_open_petition())
    assert kept_longer_than_it_is_good() == []
    assert Session.objects.count() == 2
    gone = now() - timedelta(seconds=1)
    short = now() + timedelta(seconds=holding.SECONDS)
    Session.objects.filter(expire_date__lte=short).update(expire_date=gone)

    accounts.forget_old_sessions()

    assert Session.objects.count() == 1
    assert client.get(form_of(an_open_petition()))["Location"].endswith("/late/")


def test_whoever_signs_leaves_nothing_behind(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition))

    assert Session.objects.count() == 1


def test_a_second_identity_takes_the_place_of_the_first(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()

    identify(client, petition)
    identify(client, petition)

    assert Session.objects.count() == 2


def test_signing_out_ends_it_at_once(provider: Provider) -> None:
    client = signed_in(a_moderator())
    identify(client, an_open_petition())
    assert Session.objects.count() == 2

    client.post("/accounts/logout/")

    assert Session.objects.count() == 0
