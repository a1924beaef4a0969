"""Operations with what several sources say about them."""

from __future__ import annotations

import pytest
from django.test import Client

from testimonies.history import actions as history
from testimonies.models import Operation

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _reference() -> None:
    history.load_reference()


def test_every_operation_is_listed_and_has_its_page_in_every_language() -> None:
    for language in ("en", "et", "lt", "lv", "pl", "uk"):
        listed = Client().get(f"/{language}/archive/operations/").content.decode()
        for operation in Operation.objects.all():
            address = f"/{language}/archive/operations/{operation.slug}/"
            assert address in listed
    for operation in Operation.objects.all():
        assert Client().get(f"/uk/archive/operations/{operation.slug}/").status_code == 200


def test_figures_that_differ_stand_side_by_side_with_their_sources() -> None:
    shown = Client().get("/en/archive/operations/june-deportation/").content.decode()

    for figure in ("15,433", "14,428", "17,000", "15,424"):
        assert figure in shown
    assert shown.count("Source:") >= 4
    assert "14 June 1941" in shown


def test_an_unknown_operation_is_not_there() -> None:
    assert Client().get("/en/archive/operations/none/").status_code == 404
