"""Places by whatever name somebody knows them."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from testimonies.history import actions as history
from testimonies.history.gazetteer import Gazetteer, suggestions
from testimonies.models import Place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loaded() -> None:
    history.load_reference()


@pytest.mark.parametrize(
    ("told", "slug"),
    [
        ("Igarka", "igarka"),
        ("ИГАРКА", "igarka"),
        ("igarka, krasnoyarsk krai", "igarka"),
        ("Altai, Kamen", "kamen-na-obi"),
        ("Permė", "molotov-oblast"),
        ("perme", "molotov-oblast"),
        ("Bykovo Mysas", "bykov-mys"),
        ("Озёрлаг", "ozerlag"),
        ("Pirmās klases nometne (Vorkuta)", "vorkuta"),
    ],
)
def test_a_place_is_found_by_any_of_its_names(told: str, slug: str) -> None:
    found = Gazetteer().find(told)

    assert found is not None
    assert found.slug == slug


@pytest.mark.parametrize("told", ["", "  ", "our barn", "Igarkа with a hut", ", ,", "\x00"])
def test_a_place_that_nobody_knows_is_no_mistake(told: str) -> None:
    assert Gazetteer().find(told) is None


def test_the_gazetteer_is_read_once_and_only_when_asked() -> None:
    with CaptureQueriesContext(connection) as queries:
        gazetteer = Gazetteer()
        assert len(queries) == 0
        for _time in range(3):
            gazetteer.find("Igarka")

    assert len(queries) == 1


def test_suggestions_are_in_the_language_of_the_page() -> None:
    with translation.override("lt"):
        assert {"Igarka", "Altajaus kraštas"} <= set(suggestions())


def test_every_place_has_its_names_its_source_and_a_point_within_its_doubt() -> None:
    languages = {code for code, _name in settings.LANGUAGES} | {"ru"}

    for place in Place.objects.select_related("within"):
        assert place.names.keys() == languages
        assert place.verification in {"seed", "unverified"}
        assert place.source
        assert place.precision_km > 0
        if place.within:
            assert abs(place.latitude - place.within.latitude) < 16
    with pytest.raises(IntegrityError):
        Place.objects.update(latitude=91)
