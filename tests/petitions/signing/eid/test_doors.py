"""The doors to providers: who is offered them, and who comes in by them."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import Settings

from accounts.models import User
from accounts.roles import Role
from petitions.models import Signature
from testimonies.limits import IDENTIFYING
from tests.builders_review import staff
from tests.builders_signing import (
    an_open_petition,
    forget_what_pages_keep,
)
from tests.petitions.signing.eid.conftest import (
    form_of,
    identify,
    leave,
    typed,
)
from tests.petitions.signing.eid.provider import MARIANN, NAME, Provider

pytestmark = pytest.mark.django_db


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
    assert "Door tara" not in without
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
