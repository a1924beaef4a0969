"""How archives elsewhere are written to: kept by the administrator, checked by a person."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from testimonies.history import actions as history
from testimonies.models import CustodyEvent, OutsideArchive
from tests.builders_review import PASSWORD, an_administrator

pytestmark = pytest.mark.django_db


def change(archive: OutsideArchive, **answers: str) -> Any:
    client = Client()
    client.post("/accounts/login/", {"login": an_administrator().email, "password": PASSWORD})
    filled = {"postal_address": "", "email": "", "address_source": ""} | answers
    place = f"/admin/testimonies/outsidearchive/{archive.pk}/change/"
    return client.post(place, filled)


def an_archive(code: str = "ua-sbu") -> OutsideArchive:
    history.load_reference()
    return OutsideArchive.objects.get(code=code)


def test_an_address_without_a_place_where_it_was_read_is_refused() -> None:
    archive = an_archive()

    answer = change(archive, postal_address="Kyiv 1")

    archive.refresh_from_db()
    assert "Write where you have read this address." in answer.content.decode()
    assert archive.postal_address == ""
    assert not CustodyEvent.objects.filter(event="outsidearchive.changed").exists()


def test_an_address_that_was_read_somewhere_is_kept_and_not_yet_checked() -> None:
    archive = an_archive()

    change(archive, postal_address="Kyiv 1", address_source="Their own page")

    archive.refresh_from_db()
    assert (archive.postal_address, archive.contact_verified_at) == ("Kyiv 1", None)
    assert CustodyEvent.objects.get(event="outsidearchive.changed").detail["code"] == "ua-sbu"


def test_an_address_that_somebody_checked_needs_no_other_source_until_it_changes() -> None:
    archive = an_archive()

    change(archive, postal_address="Kyiv 1", is_checked="on")
    archive.refresh_from_db()
    was_checked = archive.contact_verified_at
    change(archive, postal_address="Kyiv 2", address_source="A letter of theirs")

    archive.refresh_from_db()
    assert was_checked is not None
    assert archive.contact_verified_at is None
    assert archive.postal_address == "Kyiv 2"
