"""The desk of signed containers: reference and reason, and never what is in a file."""

from __future__ import annotations

import pytest
from django.test import Client

from accounts.roles import Role
from petitions.models import SignedContainer
from petitions.models.container import State
from testimonies.models import CustodyEvent
from tests.builders_containers import a_received_container, a_refused_container
from tests.builders_review import signed_in, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
DESK = "/admin/petitions/signedcontainer/"


def at_the_desk(role: Role = Role.MODERATOR) -> Client:
    return signed_in(staff(role))


def test_what_was_refused_is_listed_by_reference_and_reason() -> None:
    container = a_refused_container()
    client = at_the_desk()

    listed = client.get(DESK).content.decode()
    page = client.get(f"{DESK}{container.reference}/").content.decode()

    for shown in (listed, page):
        assert container.reference in shown
        assert "not_container" in shown
        assert "mari@example.org" not in shown
    assert "This is no signed file." in page


def test_it_is_found_by_the_reference_that_somebody_reads_out() -> None:
    container, other = a_refused_container(), a_refused_container()

    found = at_the_desk().get(DESK, {"q": container.reference}).content.decode()

    assert container.reference in found
    assert other.reference not in found


def test_it_is_checked_again_at_the_press_of_a_button() -> None:
    container = a_refused_container()

    answer = at_the_desk().post(f"{DESK}{container.reference}/check-again/")

    assert answer.status_code == 302
    assert SignedContainer.objects.get().state == State.RECEIVED
    assert CustodyEvent.objects.filter(event="container.checked_again").exists()


def test_what_is_being_checked_has_no_button() -> None:
    container = a_received_container()

    page = at_the_desk().get(f"{DESK}{container.reference}/").content.decode()

    assert "check-again" not in page


def test_others_have_no_desk_of_containers() -> None:
    container = a_refused_container()
    client = at_the_desk(Role.ADMINISTRATOR)

    assert client.get(DESK).status_code == 403
    assert client.post(f"{DESK}{container.reference}/check-again/").status_code == 403
    assert SignedContainer.objects.get().state == State.REFUSED
