"""A testimony that went out and is erased on request: our copies go, receivers are told."""

from __future__ import annotations

import pytest

from petitions.models import BundleItem, Petition
from petitions.models.bundle_item import ItemKind
from petitions.retention import actions as retention
from testimonies.data_requests import actions as data_requests
from testimonies.erasing import queries as erasing
from testimonies.errors import Refusal
from testimonies.models import Case, DataRequest, Testimony
from tests.builders_bundles import records_of
from tests.builders_data_requests import an_agreed_erasure
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.petitions.bundles.test_notices import _told_where, gone  # noqa: F401  (fixtures)
from tests.petitions.bundles.test_records import (
    TO_GOV_LT,
    identity,  # noqa: F401  (a fixture)
    petition,  # noqa: F401
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("with_authority", "_told_where"),
]


def erase(request: DataRequest) -> None:
    data_requests.carry_out(request.pk, by=a_release_officer(), reason="Asked")


def the_item() -> BundleItem:
    return BundleItem.objects.get(kind=ItemKind.TESTIMONY)


def test_our_copy_goes_and_the_next_bundle_says_so(
    petition: Petition,  # noqa: F811
    gone: Testimony,  # noqa: F811
) -> None:
    request = an_agreed_erasure(gone.submission)
    assert request.case is not None
    assert [passage.number for passage in erasing.before_erasing(request.case).gone] == [1]
    assert the_item().snapshot

    erase(request)

    assert (the_item().snapshot, the_item().erased_at is None) == (None, False)
    assert records_of(petition).notices.get().reference == gone.reference


def test_a_bundle_that_has_not_gone_is_discarded_first(
    petition: Petition,  # noqa: F811
) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    request = an_agreed_erasure(testimony.submission)
    records_of(petition)

    with pytest.raises(Refusal, match="Discard that bundle first"):
        erase(request)

    assert the_item().snapshot
    assert Case.objects.get(pk=testimony.submission.case_id).erased_at is None


def test_a_hold_on_its_bundle_keeps_it(gone: Testimony) -> None:  # noqa: F811
    request = an_agreed_erasure(gone.submission)
    retention.hold_bundle(the_item().bundle_id, by=a_release_officer(), reason="A court asks")

    with pytest.raises(Refusal, match="A legal hold keeps it"):
        erase(request)

    assert the_item().snapshot
