"""What everybody may know of what became of a petition: what institutions got and said."""

from __future__ import annotations

import pytest

from petitions.deliveries import queries
from petitions.models import InstitutionResponse
from tests.builders_bundles import (
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    an_acknowledged_delivery,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def test_what_has_not_been_released_is_nobodys_business() -> None:
    bundle = a_sealed_bundle()

    assert queries.public_timeline(bundle.target.petition_id) == []


def test_it_tells_the_way_of_each_bundle_the_newest_first() -> None:
    delivery = an_acknowledged_delivery()
    bundle = delivery.bundle

    found = queries.public_timeline(bundle.target.petition_id)

    assert [each.kind for each in found] == ["acknowledged", "handed_over", "released"]
    assert {(each.institution.code, each.number, each.count) for each in found} == {
        ("gov-lt", 1, 2)
    }
    assert found[0].at == delivery.acknowledged_at
    assert len({each.key for each in found}) == 3


def test_another_petition_has_another_timeline() -> None:
    a_released_bundle()
    other = a_petition_with("Jānis Bērziņš")

    assert "released" not in {each.kind for each in queries.public_timeline(other.pk + 1)}


def test_the_last_count_is_the_one_that_is_told() -> None:
    delivery = an_acknowledged_delivery()
    for count in (2, 1):
        InstitutionResponse.objects.create(
            delivery=delivery, kind="verification", told={}, verified_count=count, invalid_count=1
        )

    newest = queries.public_timeline(delivery.bundle.target.petition_id)[0]

    assert (newest.kind, newest.count, newest.invalid) == ("verified", 1, 1)


def test_it_names_no_clerk_and_no_number_of_theirs() -> None:
    delivery = an_acknowledged_delivery()

    found = queries.public_timeline(delivery.bundle.target.petition_id)

    assert "Kazlauskas" not in repr(found)
    assert "10-2/1" not in repr(found)
