"""The list of testimonies and claims: names for people on paper, codes for machines."""

from __future__ import annotations

import pytest
from django.db import connection

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.models import Bundle, Petition
from petitions.models.bundle import State
from testimonies.models import Institution, TargetProfile
from tests.builders_bundles import records_of
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_review import an_accepted_testimony
from tests.petitions.bundles.test_printed import pages
from tests.petitions.bundles.test_records import (
    TO_GOV_LT,
    identity,  # noqa: F401  (a fixture)
    petition,  # noqa: F401
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def frozen(petition: Petition) -> Bundle:  # noqa: F811
    """One testimony and one claim for an institution in Tallinn that wants paper, too."""
    Institution.objects.filter(code="gov-lt").update(languages=["et"])
    TargetProfile.objects.filter(institution__code="gov-lt").update(formats=["csv", "pdf"])
    an_accepted_testimony(uses=TO_GOV_LT)
    a_claim_ready_for_bundle(uses=TO_GOV_LT)
    return records_of(petition)


def listed(bundle: Bundle) -> tuple[list[str], str]:
    """What stands on the one page for people, and the list for machines."""
    folder = places.payload(bundle)
    (page,) = pages((folder / "records.pdf").read_bytes())
    return page, (folder / "records.csv").read_text()


def test_paper_names_kind_and_language_in_the_language_of_the_institution(frozen: Bundle) -> None:
    page, machines = listed(bundles.write(frozen.pk))

    assert {"tunnistus", "nõue", "inglise"} <= set(page)
    assert not {"testimony", "claim", "en"} & set(page)
    assert "testimony" in machines
    assert ",en," in machines


def test_what_was_frozen_before_that_keeps_its_bytes(frozen: Bundle) -> None:
    as_if_frozen_earlier(frozen)

    page, _machines = listed(bundles.write(frozen.pk))

    assert {"testimony", "claim", "en"} <= set(page)
    assert not {"tunnistus", "nõue", "inglise"} & set(page)


def test_written_again_it_is_the_same_bytes(frozen: Bundle) -> None:
    first = bundles.write(frozen.pk)
    places.clear(first)

    again = bundles.write(frozen.pk)

    assert (again.state, again.members) == (State.WRITTEN, first.members)


def as_if_frozen_earlier(bundle: Bundle) -> None:
    """The database lets nobody change it otherwise."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        del bundle.frozen["list_in_words"]
        bundle.save(update_fields=["frozen"])
        cursor.execute("SET LOCAL session_replication_role = origin")
