"""What the petition side does while a part of it is turned off."""

from __future__ import annotations

import pytest
from django.test import Client

from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.errors import Refusal
from testimonies.models.switch import Part
from testimonies.privacy import tokens
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.builders_switches import turn_off, turn_on

pytestmark = pytest.mark.django_db


def test_the_form_says_that_signing_pauses(client: Client) -> None:
    petition = builders.an_open_petition()
    turn_off(Part.SIGNING)

    answer = client.get(f"/lt/petitions/{petition.slug}/sign/")

    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert 'lang="lt"' in answer.text
    assert client.get(f"/lt/petitions/{petition.slug}/").status_code == 200


def test_whoever_was_filling_it_in_keeps_every_answer(client: Client) -> None:
    petition = builders.an_open_petition()
    typed = builders.what_is_typed(petition, name="Aldona Pauzienė")
    turn_off(Part.SIGNING)
    address = f"/en/petitions/{petition.slug}/sign/"

    answer = client.post(address, typed)

    assert answer.status_code == 503
    assert "Signing pauses for a while" in answer.text
    assert "Aldona Pauzienė" in answer.text
    assert not Signature.objects.exists()
    turn_on(Part.SIGNING)
    assert client.post(address, typed).status_code == 302
    assert Signature.objects.count() == 1


def test_confirming_and_withdrawing_go_on(client: Client) -> None:
    signature = builders.a_signature()
    turn_off(Part.SIGNING)

    client.post(f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/")

    signature.refresh_from_db()
    assert signature.state == State.CONFIRMED
    client.post(f"/en/signatures/{signature.reference}/withdraw/")
    signature.refresh_from_db()
    assert signature.state == State.WITHDRAWN


def test_no_petition_is_drafted_while_new_ones_are_off() -> None:
    turn_off(Part.NEW_PETITIONS)

    with pytest.raises(Refusal, match="no new petitions"):
        builders.a_drafted_petition()

    assert not Petition.objects.exists()


def test_without_statistics_there_is_the_total_only(client: Client) -> None:
    petition = builders.an_open_petition()
    for number in range(6):
        builders.a_confirmed_signature(petition, name=f"Ona {number}", email=f"{number}@a.lt")
    signing.count_signatures()
    turn_off(Part.STATISTICS)

    page = client.get(f"/en/petitions/{petition.slug}/").text
    told = client.get(f"/api/v1/petitions/{petition.slug}").json()

    assert '<span class="figure">6</span>' in page
    assert "Where they live" not in page
    assert "is not shown for a while" in page
    assert told["counts"] == {
        "total": 6,
        "by_assurance": {},
        "by_country": {},
        "by_institution": {},
    }


def test_a_proven_identity_waits_too_and_what_staff_key_in_does_not() -> None:
    petition = builders.an_open_petition()
    campaign, proven = builders.shown(petition), builders.a_proven(petition)
    turn_off(Part.SIGNING)

    with pytest.raises(Refusal, match="Signing pauses"):
        signing.sign_proven(campaign, proven)
    assert not Signature.objects.exists()

    assert signing.sign_proven(campaign, proven, by=a_moderator()).state == State.CONFIRMED
