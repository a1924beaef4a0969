"""What was rejected together is taken back, as far as nobody was told of it."""

from __future__ import annotations

import pytest
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.models import (
    Invalidation,
    Petition,
    Signature,
)
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import queries
from petitions.signing.quarantine.rules import Verdict
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_bundles import a_target
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import (
    a_confirmed_one,
    counted,
    set_aside,
    state_of,
    states,
    three,
    worked,
)

pytestmark = pytest.mark.django_db


def rejected_together(petition: Petition) -> Invalidation:
    invalidation = set_aside(petition)
    quarantine.reject_all(invalidation.pk, by=a_moderator())
    return worked(invalidation)


def undone(invalidation: Invalidation) -> Invalidation:
    quarantine.undo_rejection(invalidation.pk, by=a_moderator())
    return worked(invalidation)


def test_a_rejection_undone_and_put_back_leaves_everything_as_it_was() -> None:
    petition = builders.an_open_petition()
    three(petition)
    before = list(Signature.objects.order_by("pk").values())
    invalidation = rejected_together(petition)
    assert counted(petition) == 0

    undone(invalidation)
    assert (invalidation.state, invalidation.done, invalidation.changed) == (Step.SET_ASIDE, 3, 0)
    assert counted(petition) == 0
    quarantine.put_back(invalidation.pk, by=a_moderator())
    worked(invalidation)

    assert invalidation.state == Step.RETURNED
    assert list(Signature.objects.order_by("pk").values()) == before
    assert counted(petition) == 1


def test_after_an_undo_they_can_be_rejected_once_more() -> None:
    petition = builders.an_open_petition()
    signatures = three(petition)
    invalidation = undone(rejected_together(petition))

    quarantine.reject_all(invalidation.pk, by=a_moderator())
    worked(invalidation)

    assert (invalidation.state, invalidation.done) == (Step.REJECTED, 3)
    assert states(*signatures) == ["rejected"] * 3


def test_the_previews_say_what_a_decision_and_its_undo_would_touch() -> None:
    petition = builders.an_open_petition()
    confirmed, _pending, odd = three(petition)
    counted(petition)
    bundles.freeze(a_target(petition).pk, now())
    invalidation = set_aside(petition)
    signing.withdraw(odd.pk)

    deciding = queries.before_deciding(invalidation)
    quarantine.reject_all(invalidation.pk, by=a_moderator())
    worked(invalidation)
    again = signing.sign(builders.shown(petition), builders.a_signing(petition, name="Second"),
                         language="en")  # fmt: skip
    bundles.freeze(a_target(petition).pk, now())
    undoing = queries.before_reopening(invalidation)

    assert (deciding.would_be_rejected, deciding.left_alone, deciding.handed_over) == (2, 1, 1)
    assert again is not None
    assert state_of(confirmed) == State.REJECTED
    assert (undoing.back, undoing.told, undoing.again, undoing.changed) == (0, 1, 1, 0)
    undone(invalidation)
    assert (invalidation.done, invalidation.changed) == (0, 2)
    assert state_of(confirmed) == State.REJECTED


def test_what_somebody_decided_alone_is_not_brought_back_by_an_undo() -> None:
    petition = builders.an_open_petition()
    first = a_confirmed_one(petition, "One")
    second = a_confirmed_one(petition, "Two")
    invalidation = rejected_together(petition)
    quarantine.take_up_again(first.pk, by=a_moderator())
    quarantine.reject(first.pk, verdict=Verdict.ROBOT, by=a_moderator())

    undone(invalidation)

    assert states(first, second) == ["rejected", "quarantined"]


def test_only_a_rejection_is_undone_and_it_is_recorded() -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    three(petition)
    invalidation = set_aside(petition)
    with pytest.raises(Refusal):
        quarantine.undo_rejection(invalidation.pk, by=moderator)
    quarantine.reject_all(invalidation.pk, by=moderator)
    with pytest.raises(Refusal):
        quarantine.undo_rejection(invalidation.pk, by=moderator)  # it is still being rejected
    worked(invalidation)

    undone(invalidation)

    lines = CustodyEvent.objects.filter(subject=str(invalidation.uuid)).order_by("pk")
    assert [(line.event, line.by) for line in lines][-2:] == [
        ("invalidation.rejection_undone", moderator),
        ("invalidation.finished", None),
    ]
