"""The form for whoever has proven an identity: what it keeps, and whose it is."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing.eid import holding
from testimonies.limits import IDENTIFYING
from testimonies.models.switch import Part
from testimonies.switches import actions as switches
from tests.builders_review import an_administrator, staff
from tests.builders_signing import (
    a_confirmed_signature,
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

NAME = "MARY ÄNN O’CONNEŽ-ŠUSLIK TESTNUMBER"
SOMEBODY_ELSE = MARIANN | {"sub": "EE47101010033", "profile_attributes": {}, "name": "Mari Mets"}


def time_passes(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    later = time.time() + seconds
    monkeypatch.setattr(holding, "time", lambda: later)


def identify_from_its_page(client: Client, signature: Signature) -> None:
    left = client.get(f"/en/signatures/{signature.reference}/identify/tara/")["Location"]
    client.get(come_back_from(left), follow=True)


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


def test_who_comes_from_their_own_page_replaces_that_signature(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    weaker = a_confirmed_signature(
        petition, name="Testnumber, Mary Ann O’Connez-Suslik".replace(",", "")
    )
    page = client.get(f"/en/signatures/{weaker.reference}/").content.decode()
    assert f"/en/signatures/{weaker.reference}/identify/tara/" in page

    identify_from_its_page(client, weaker)
    client.post(form_of(petition), typed(client, petition))

    [living] = Signature.objects.living()
    weaker.refresh_from_db()
    assert (weaker.state, weaker.replaced_by) == (State.SUPERSEDED, living)


def test_another_name_on_the_page_is_replaced_only_when_somebody_says_so(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    fathers = a_confirmed_signature(petition, name="Tõnu Maasikas")
    identify_from_its_page(client, fathers)
    page = client.get(form_of(petition)).content.decode()
    assert "in the name “Tõnu Maasikas”" in page

    client.post(form_of(petition), typed(client, petition))

    fathers.refresh_from_db()
    assert fathers.state == State.CONFIRMED
    assert Signature.objects.living().count() == 2


def test_an_old_name_is_replaced_by_a_new_one_when_somebody_says_so(
    client: Client, provider: Provider
) -> None:
    petition = an_open_petition()
    maiden = a_confirmed_signature(petition, name="Mary Ann Maasikas")
    identify_from_its_page(client, maiden)

    client.post(form_of(petition), typed(client, petition, is_mine="on"))

    maiden.refresh_from_db()
    assert maiden.state == State.SUPERSEDED
    assert Signature.objects.living().count() == 1


def test_the_signature_of_another_petition_is_never_replaced(
    client: Client, provider: Provider
) -> None:
    elsewhere = a_confirmed_signature(name=NAME)
    petition = an_open_petition()
    identify_from_its_page(client, elsewhere)
    identify(client, petition)

    client.post(form_of(petition), typed(client, petition))

    elsewhere.refresh_from_db()
    assert elsewhere.state == State.CONFIRMED


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


def test_staff_who_sign_stay_who_they_are_and_nobody_else_signs_in(
    client: Client, provider: Provider
) -> None:
    petition, member = an_open_petition(), staff(Role.ADMINISTRATOR, email="mari@example.org")
    provider.manners.person = MARIANN | {"email": member.email, "email_verified": True}
    people = User.objects.count()

    identify(client, petition)
    assert "_auth_user_id" not in client.session
    assert client.get("/admin/").status_code == 302
    client.force_login(member, "allauth.account.auth_backends.AuthenticationBackend")
    identify(client, petition)
    client.post(form_of(petition), typed(client, petition))

    assert client.session["_auth_user_id"] == str(member.pk)
    assert User.objects.count() == people
    assert Signature.objects.living().count() == 1


def test_the_door_of_the_staff_offers_no_provider(client: Client, provider: Provider) -> None:
    page = client.get("/accounts/login/").content.decode()

    assert "Door tara" not in page
    for closed in ("3rdparty/", "3rdparty/signup/", "social/signup/", "oidc/tara/login/"):
        assert client.get(f"/accounts/{closed}").status_code == 404


def test_too_many_from_one_place_are_asked_to_wait(client: Client, provider: Provider) -> None:
    petition = an_open_petition()
    start = f"/en/petitions/{petition.slug}/sign/identify/tara/"
    for _time in range(IDENTIFYING.times):
        client.get(start)

    page = client.get(start, follow=True)

    assert page.redirect_chain[-1][0].endswith("/not-identified/crowded/")


def test_the_ways_are_shown_only_where_a_provider_is_configured(
    client: Client, provider: Provider, settings: Settings
) -> None:
    petition = an_open_petition()
    with_doors = client.get(f"/en/petitions/{petition.slug}/sign/").content.decode()
    settings.OIDC_PROVIDERS = ""
    forget_what_pages_keep()
    without = client.get(f"/en/petitions/{petition.slug}/sign/").content.decode()

    assert f"/en/petitions/{petition.slug}/sign/identify/tara/" in with_doors
    assert "Door eparaksts" in with_doors
    assert "electronic identity" not in without
    assert client.get(f"/en/petitions/{petition.slug}/sign/identify/tara/").status_code == 404


def test_a_planted_session_reads_nothing(client: Client, provider: Provider) -> None:
    """SECURITY: whoever knew the cookie before the identity was proven knows nothing after."""
    petition = an_open_petition()
    leave(client, petition)
    planted = client.cookies["sessionid"].value

    identify(client, petition)

    attacker = Client()
    attacker.cookies["sessionid"] = planted
    page = attacker.get(form_of(petition), follow=True)
    assert NAME not in page.content.decode()
    assert client.cookies["sessionid"].value != planted


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
