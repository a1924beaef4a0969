"""What is suspended, on hold or doubted goes to no institution, and stops what is on its way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import snapshots
from petitions.models import Petition
from testimonies.errors import Refusal
from testimonies.models import Submission
from tests.builders_bundles import a_target, records_of
from tests.builders_flags import a_flag, closed
from tests.builders_restraints import held, let_go, suspended
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.petitions.bundles.test_records import (
    TO_GOV_LT,
    identity,  # noqa: F401  (a fixture)
    petition,  # noqa: F401
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
Begin = Callable[[Submission], Any]
WAYS: list[tuple[Begin, Callable[[Any], object]]] = [
    (lambda submission: suspended(submission.case), let_go),
    (lambda submission: held(submission.case), let_go),
    (a_flag, closed),
]


@pytest.mark.parametrize(("begin", "end"), WAYS, ids=["suspended", "on hold", "doubted"])
def test_it_goes_nowhere_while_it_lasts(
    petition: Petition,  # noqa: F811
    begin: Begin,
    end: Callable[[Any], object],
) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    target = a_target(petition)

    lasting = begin(testimony.submission)

    assert snapshots.waiting(target, now()) == (0, 0)
    end(lasting)
    assert snapshots.waiting(target, now()) == (1, 0)


@pytest.mark.parametrize(("begin", "end"), WAYS, ids=["suspended", "on hold", "doubted"])
def test_a_bundle_that_has_not_left_does_not_leave(
    petition: Petition,  # noqa: F811
    begin: Begin,
    end: Callable[[Any], object],
) -> None:
    testimony = an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)

    lasting = begin(testimony.submission)

    assert snapshots.taken_back(bundle) == [testimony.reference]
    with pytest.raises(Refusal):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    end(lasting)
    assert bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
