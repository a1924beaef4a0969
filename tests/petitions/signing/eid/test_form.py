"""The form for whoever has proven an identity: what it keeps, and whose it is."""

from __future__ import annotations

import time

import pytest
from django.test import Client

from petitions.models import Signature
from petitions.signing.eid import holding
from testimonies.models.switch import Part
from testimonies.switches import actions as switches
from tests.builders_review import an_administrator
from tests.builders_signing import (
    an_open_petition,
    close,
    forget_what_pages_keep,
)
from tests.petitions.signing.eid.conftest import (
    come_back_from,
    form_of,
    identify,
    leave,
    typed,
)
from tests.petitions.signing.eid.provider import MARIANN, Provider

pytestmark = pytest.mark.django_db

SOMEBODY_ELSE = MARIANN | {"sub": "EE47101010033", "profile_attributes": {}, "name": "Mari Mets"}


def time_passes(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = time.time() + seconds
    monkeypatch.setattr(holding, "time", lambda: later)


def test_when_the_time_is_over_what_was_typed_is_kept(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition, email="mari@example.org", display="name", country="FI")
    time_passes(monkeypatch, holding.SECONDS)

    over = client.post(form_of(petition), answers)
    assert over.status_code == 403
    assert "prove it once more" in over.content.decode()
    assert not Signature.objects.exists()
    page = identify(client, petition)

    form = page.context["form"]
    assert form["email"].value() == "mari@example.org"
    assert form["country"].value() == "FI"
    assert form["display"].value() == "name"
    assert 'value="FI" selected' in page.content.decode()


def test_a_lost_session_loses_nothing_either(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition, email="mari@example.org")
    client.cookies.clear()

    client.post(form_of(petition), answers)
    page = identify(client, petition)

    assert page.context["form"]["email"].value() == "mari@example.org"


def test_what_one_person_typed_is_not_shown_to_another(
    client: Client, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition, email="mari@example.org")
    time_passes(monkeypatch, holding.SECONDS)
    client.post(form_of(petition), answers)
    provider.manners.person = SOMEBODY_ELSE

    page = identify(client, petition)

    assert "mari@example.org" not in page.content.decode()


def test_in_two_tabs_nobody_signs_in_the_name_of_the_other(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition, email="mary@example.org")
    provider.manners.person = SOMEBODY_ELSE
    identify(client, petition)

    response = client.post(form_of(petition), answers)

    assert response.status_code == 422
    assert "Somebody else has proven an identity" in response.content.decode()
    assert "Mari Mets" in response.content.decode()
    assert not Signature.objects.exists()


def test_two_tabs_for_two_petitions_do_not_disturb_each_other(
    client: Client, provider: Provider, other_provider: Provider
) -> None:
    one, other = an_open_petition(), an_open_petition()
    first, second = leave(client, one), leave(client, other, "eparaksts")

    client.get(come_back_from(second))
    client.get(come_back_from(first))
    for petition in (one, other):
        client.post(form_of(petition), typed(client, petition))

    assert {signature.petition_id for signature in Signature.objects.all()} == {one.pk, other.pk}


def test_forged_forms_change_nothing(provider: Provider) -> None:
    petition, client = an_open_petition(), Client(enforce_csrf_checks=True)
    identify(client, petition)

    response = client.post(form_of(petition), typed(client, petition))

    assert response.status_code == 403
    assert not Signature.objects.exists()


def test_a_petition_that_closes_meanwhile_takes_nothing(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition)
    close(petition)

    at_once = client.post(form_of(petition), answers)  # pages do not know it yet
    forget_what_pages_keep()
    later = client.post(form_of(petition), answers)

    assert (at_once.status_code, later.status_code) == (409, 409)
    assert client.get(f"/en/petitions/{petition.slug}/sign/identify/tara/").status_code == 409
    assert not Signature.objects.exists()


def test_while_signing_is_turned_off_nothing_is_lost(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    identify(client, petition)
    answers = typed(client, petition, email="mari@example.org")
    switches.turn_off(Part.SIGNING, by=an_administrator(), reason="An attack.")
    forget_what_pages_keep()

    response = client.post(form_of(petition), answers)

    assert response.status_code == 409
    assert "Signing pauses" in response.content.decode()
    assert "mari@example.org" in response.content.decode()
    assert client.get(f"/en/petitions/{petition.slug}/sign/identify/tara/").status_code == 503


def test_bad_answers_come_back_with_everything_that_was_typed(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition(targets=["seimas-petition"])
    provider.manners.person = MARIANN | {"sub": "LT33309240064"}
    identify(client, petition)
    wrong = {"country": "XX", "email": "no address", "address": "Vilnius\u202e", "send": "all"}

    response = client.post(form_of(petition), typed(client, petition) | wrong)

    page = response.content.decode()
    assert response.status_code == 422
    assert "no address" in page
    assert "Please choose a country from the list." in page
    assert "This address holds a sign that cannot be printed." in page
    assert not Signature.objects.exists()
