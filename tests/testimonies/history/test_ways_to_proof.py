"""What each law asks and which archives there are: reference data with its sources."""

from __future__ import annotations

import pytest
from django.conf import settings

from testimonies.history import actions as history
from testimonies.models import (
    OutsideArchive,
    Requirement,
)
from testimonies.models.history import LegalBasis, Verification
from tests.testimonies.claims.gaps import ARCHIVE, archive

pytestmark = pytest.mark.django_db

LANGUAGES = {code for code, _name in settings.LANGUAGES}


@pytest.fixture(autouse=True)
def reference() -> None:
    history.load_reference()


def test_every_scheme_asks_something_and_says_how_well_it_is_known() -> None:
    for basis in LegalBasis.objects.all():
        assert basis.requirements.exists(), basis
    for requirement in Requirement.objects.all():
        is_seed = requirement.source.startswith("Seed knowledge")
        assert is_seed == (requirement.verification == Verification.UNVERIFIED), requirement
        assert set(requirement.note) in (set(), LANGUAGES), requirement


def test_every_archive_is_named_in_every_language_and_written_to_in_its_own() -> None:
    for each in OutsideArchive.objects.all():
        assert each.names.keys() == LANGUAGES, each
        assert {*each.languages} <= LANGUAGES, each
        assert set(each.note) in (set(), LANGUAGES), each
        assert not (each.postal_address or each.email) or each.address_source, each
        assert each.contact_verified_at is None
        assert LegalBasis.objects.filter(country=each.country).exists(), each


def test_what_staff_write_about_an_address_outlives_the_next_loading() -> None:
    OutsideArchive.objects.filter(code=ARCHIVE).update(
        postal_address="Kita g. 2", address_source="Their own page"
    )

    history.load_reference()

    assert archive().postal_address == "Kita g. 2"
