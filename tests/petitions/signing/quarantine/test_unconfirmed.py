"""What nobody confirms in time is erased: perhaps it was not that person who signed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import now

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from petitions.signing.quarantine import actions as quarantine
from testimonies.privacy import tokens
from tests import builders_signing as builders
from tests.petitions.signing.quarantine.crowds import from_address, set_aside, signed_from

pytestmark = pytest.mark.django_db


def age(signature: Signature, days: int) -> None:
    Signature.objects.filter(pk=signature.pk).update(signed_at=now() - timedelta(days=days))


def test_after_thirty_days_nothing_is_left_of_it(client: Client) -> None:
    petition = builders.an_open_petition()
    old, younger = signed_from(petition, name="Old"), signed_from(petition, name="Younger")
    age(old, 31)
    age(younger, 29)

    assert quarantine.forget_traces() == 1

    assert list(Signature.objects.all()) == [younger]
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, old.uuid)}/"
    assert client.get(link).status_code == 404
    assert quarantine.forget_traces() == 0


def test_what_was_confirmed_stays_however_old_it_is() -> None:
    petition = builders.an_open_petition()
    signature = signed_from(petition)
    signing.confirm(signature.uuid)
    signing.withdraw(signature.pk)
    age(signature, 400)

    quarantine.forget_traces()

    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN
    assert signature.trace is None


def test_whoever_signs_again_has_thirty_days_more() -> None:
    petition = builders.an_open_petition()
    signature = signed_from(petition)
    age(signature, 31)
    typed = builders.what_is_typed(petition)
    assert Client().post(f"/en/petitions/{petition.slug}/sign/", typed).status_code == 302

    quarantine.forget_traces()

    assert list(Signature.objects.all()) == [signature]


def test_what_a_moderator_has_set_aside_stays_for_whoever_decides() -> None:
    petition = builders.an_open_petition()
    signature = signed_from(petition)
    set_aside(petition, from_address())
    age(signature, 31)

    quarantine.forget_traces()

    signature.refresh_from_db()
    assert signature.state == State.PENDING
    assert signature.address_key is None
