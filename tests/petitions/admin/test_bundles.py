"""A bundle leaves through one door: a release officer, a fresh login, and a reason."""

from __future__ import annotations

import time

import pytest
from django.test import Client
from django.utils.timezone import now
from pytest_django import Settings

from accounts.roles import Role
from petitions.bundles import actions as bundles
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_frozen_bundle, a_sealed_bundle, a_sent_delivery
from tests.builders_review import PASSWORD, a_release_officer, signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]

BUNDLES, DELIVERIES = "/admin/petitions/bundle/", "/admin/petitions/delivery/"


def with_password(client: Client) -> None:
    client.post("/accounts/login/", {"login": a_release_officer().email, "password": PASSWORD})


def as_if_signed_in_long_ago(client: Client) -> None:
    session = client.session
    records = session["account_authentication_methods"]
    session["account_authentication_methods"] = [
        {**record, "at": time.time() - 3600} for record in records
    ]
    session.save()


def state(bundle: Bundle) -> str:
    return Bundle.objects.get(pk=bundle.pk).state


def test_the_page_of_a_bundle_says_what_is_in_it_and_how_it_was_sealed() -> None:
    bundle = a_sealed_bundle()
    client = signed_in(a_release_officer())

    listed = client.get(BUNDLES).content.decode()
    page = client.get(f"{BUNDLES}{bundle.uuid}/").content.decode()

    assert f"gov-lt {bundle.number}" in listed
    for told in ("2 signatures, 0 withdrawal notices", bundle.sha256, bundle.identity, "sealed"):
        assert told in page
    assert "Ona Petraitė" not in page


def test_right_after_signing_in_a_bundle_is_released_with_a_reason() -> None:
    bundle = a_sealed_bundle()
    client = Client()
    with_password(client)

    answer = client.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": "Checked."})

    assert answer.status_code == 302
    released = Bundle.objects.get(pk=bundle.pk)
    assert released.state == State.RELEASED
    assert released.released_by == a_release_officer()
    assert released.release_reason == "Checked."
    assert Delivery.objects.get(bundle=bundle).state == DeliveryState.QUEUED


def test_later_the_password_is_asked_for_again_and_nothing_typed_is_lost() -> None:
    bundle = a_sealed_bundle()
    client = Client()
    with_password(client)
    as_if_signed_in_long_ago(client)
    door = f"{BUNDLES}{bundle.uuid}/release/"

    asked = client.post(door, {"release-reason": "Checked by two."})
    assert asked.headers["Location"].startswith("/accounts/reauthenticate/")
    assert state(bundle) == State.SEALED

    client.post(asked.headers["Location"], {"password": PASSWORD, "next": door})

    assert Bundle.objects.get(pk=bundle.pk).release_reason == "Checked by two."


def test_a_wrong_password_releases_nothing() -> None:
    bundle = a_sealed_bundle()
    client = Client()
    with_password(client)
    as_if_signed_in_long_ago(client)
    door = f"{BUNDLES}{bundle.uuid}/release/"
    asked = client.post(door, {"release-reason": "Checked."})

    client.post(asked.headers["Location"], {"password": "guess", "next": door})

    assert state(bundle) == State.SEALED


def test_without_a_reason_nothing_leaves() -> None:
    bundle = a_sealed_bundle()
    client = Client()
    with_password(client)

    answer = client.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": " "})

    assert answer.status_code == 200
    assert "Error:" in answer.content.decode()
    assert state(bundle) == State.SEALED
    assert not CustodyEvent.objects.filter(event="bundle.released").exists()


def test_what_is_not_sealed_is_refused_in_a_sentence() -> None:
    bundle = a_frozen_bundle()
    client = Client()
    with_password(client)

    answer = client.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": "Now."})

    assert "cannot become" in answer.content.decode()
    assert state(bundle) == State.FROZEN


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MODERATOR, Role.ASSESSOR, Role.READER])
def test_nobody_else_releases(role: Role) -> None:
    bundle = a_sealed_bundle()
    user = staff(role)
    client = Client()
    client.post("/accounts/login/", {"login": user.email, "password": PASSWORD})

    answer = client.post(f"{BUNDLES}{bundle.uuid}/release/", {"release-reason": "Me."})

    assert answer.status_code == 403
    assert state(bundle) == State.SEALED


def test_a_failed_bundle_says_when_it_is_tried_again_by_itself(settings: Settings) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/away"
    bundle = bundles.finish(a_frozen_bundle().pk)
    client = signed_in(a_release_officer())

    waiting = client.get(f"{BUNDLES}{bundle.uuid}/").content.decode()
    Bundle.objects.update(stopped_at=now())
    stopped = client.get(f"{BUNDLES}{bundle.uuid}/").content.decode()

    assert "Next attempt" in waiting
    assert "Next attempt" not in stopped


def test_a_failed_bundle_is_tried_again() -> None:
    bundle = a_frozen_bundle()
    Bundle.objects.filter(pk=bundle.pk).update(state=State.FAILED, problem="The disk is full.")
    client = signed_in(a_release_officer())
    assert "The disk is full." in client.get(BUNDLES).content.decode()

    client.post(f"{BUNDLES}{bundle.uuid}/try-again/")

    assert CustodyEvent.objects.filter(event="bundle.tried_again").exists()


def test_a_delivery_is_shown_and_sent_again_only_while_it_waits() -> None:
    delivery = a_sent_delivery()
    client = signed_in(a_release_officer())

    page = client.get(f"{DELIVERIES}{delivery.uuid}/").content.decode()
    again = client.post(f"{DELIVERIES}{delivery.uuid}/try-again/")

    assert "handed over" in page
    assert delivery.bundle.sha256 in page
    assert "This bundle has been handed over." in again.content.decode()
