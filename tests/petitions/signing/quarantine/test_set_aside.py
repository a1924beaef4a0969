"""Many signatures set aside together, put back, rejected or counted."""

from __future__ import annotations

import pytest
from django.db.models import Count

from petitions.models import (
    InvalidatedSignature,
    Signature,
)
from petitions.models.invalidation import Outcome
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import queries
from petitions.signing.quarantine.rules import Previewed, Suspicion, Verdict
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests import builders_signing as builders
from tests.builders_review import a_moderator
from tests.petitions.signing.quarantine.crowds import (
    a_confirmed_one,
    counted,
    from_address,
    set_aside,
    signed_from,
    since_always,
    state_of,
    states,
    three,
    worked,
)

pytestmark = pytest.mark.django_db


def test_the_preview_tells_what_would_be_lost() -> None:
    petition = builders.an_open_petition()
    three(petition)
    signed_from(petition, "198.51.100.1", name="Elsewhere")
    counted(petition)

    found = queries.preview(petition, from_address())

    assert found.total == 3
    assert dict(found.by_state) == {State.CONFIRMED: 1, State.PENDING: 1, State.QUARANTINED: 1}
    assert (found.counted, found.percent) == (1, 100)
    assert dict(found.by_country) == {"LV": 3}
    assert len(found.sample) == 3


def test_what_is_confirmed_no_longer_counts_and_the_rest_is_marked() -> None:
    petition = builders.an_open_petition()
    elsewhere = signed_from(petition, "198.51.100.1", name="Elsewhere")
    signing.confirm(elsewhere.uuid)
    confirmed, pending, odd = three(petition)
    assert counted(petition) == 2

    invalidation = set_aside(petition)

    assert invalidation.state == Step.SET_ASIDE
    assert (invalidation.expected, invalidation.set_aside) == (3, 3)
    assert states(confirmed, pending, odd) == ["quarantined", "pending", "quarantined"]
    assert counted(petition) == 1
    pending.refresh_from_db()
    assert pending.suspicions == [Suspicion.SET_ASIDE]


def test_undone_everything_is_as_it_was() -> None:
    petition = builders.an_open_petition()
    signatures = three(petition)
    before = list(Signature.objects.order_by("pk").values())
    invalidation = set_aside(petition)

    quarantine.put_back(invalidation.pk, by=a_moderator())
    worked(invalidation)

    assert invalidation.state == Step.RETURNED
    assert (invalidation.done, invalidation.changed) == (3, 0)
    assert list(Signature.objects.order_by("pk").values()) == before
    assert states(*signatures) == ["confirmed", "pending", "quarantined"]
    assert counted(petition) == 1


def test_what_has_changed_since_is_left_alone() -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    withdrawn, accepted, rejected, untouched = (
        a_confirmed_one(petition, name) for name in ("One", "Two", "Three", "Four")
    )
    invalidation = set_aside(petition)
    signing.withdraw(withdrawn.pk)
    quarantine.accept(accepted.pk, by=moderator)
    quarantine.reject(rejected.pk, verdict=Verdict.ROBOT, by=moderator)

    quarantine.put_back(invalidation.pk, by=moderator)
    worked(invalidation)

    after = states(withdrawn, accepted, rejected, untouched)
    assert after == ["withdrawn", "confirmed", "rejected", "confirmed"]
    assert invalidation.done + invalidation.changed <= 4
    assert invalidation.done == 1
    assert counted(petition) == 2


def test_whoever_answers_the_letter_meanwhile_counts_after_an_undo() -> None:
    petition = builders.an_open_petition()
    pending = signed_from(petition)
    invalidation = set_aside(petition)
    signing.confirm(pending.uuid)
    assert state_of(pending) == State.QUARANTINED

    quarantine.put_back(invalidation.pk, by=a_moderator())
    worked(invalidation)

    assert state_of(pending) == State.CONFIRMED
    assert counted(petition) == 1


def test_a_suspicion_found_since_keeps_it_aside() -> None:
    petition = builders.an_open_petition()
    signature = a_confirmed_one(petition, "One")
    invalidation = set_aside(petition)
    marked = [Suspicion.SET_ASIDE, Suspicion.SAME_PERSON]
    Signature.objects.filter(pk=signature.pk).update(suspicions=marked)

    quarantine.put_back(invalidation.pk, by=a_moderator())
    worked(invalidation)

    signature.refresh_from_db()
    assert (signature.state, signature.suspicions) == ("quarantined", [Suspicion.SAME_PERSON])
    assert invalidation.changed == 1


@pytest.mark.parametrize("first_undone", [0, 1])
def test_what_two_people_set_aside_comes_back_when_both_undo(first_undone: int) -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    signatures = three(petition)
    before = states(*signatures)
    both = [set_aside(petition), set_aside(petition, since_always())]

    quarantine.put_back(both[first_undone].pk, by=moderator)
    worked(both[first_undone])
    assert states(*signatures) == ["quarantined", "pending", "quarantined"]
    assert both[first_undone].still_held == 3
    quarantine.put_back(both[1 - first_undone].pk, by=moderator)
    worked(both[1 - first_undone])

    assert states(*signatures) == before
    assert [each.suspicions for each in Signature.objects.order_by("pk")] == [
        [],
        [],
        [Suspicion.DISPOSABLE],
    ]


def test_rejected_together_they_never_count() -> None:
    petition = builders.an_open_petition()
    signatures = three(petition)
    invalidation = set_aside(petition)

    quarantine.reject_all(invalidation.pk, by=a_moderator())
    worked(invalidation)

    assert invalidation.state == Step.REJECTED
    assert states(*signatures) == ["rejected"] * 3
    assert Signature.objects.filter(ended_at=None).count() == 0
    assert counted(petition) == 0


def test_counted_together_they_count_whatever_was_odd() -> None:
    petition = builders.an_open_petition()
    *_counting, pending = signatures = [
        a_confirmed_one(petition, "First", email="a@yopmail.com"),
        signed_from(petition, name="Second", email="b@yopmail.com"),
    ]
    invalidation = set_aside(petition, since_always(suspicion=Suspicion.DISPOSABLE))

    quarantine.accept_all(invalidation.pk, by=a_moderator())
    worked(invalidation)
    signing.confirm(pending.uuid)

    assert states(*signatures) == ["confirmed", "confirmed"]
    assert counted(petition) == 2


def test_signatures_that_come_after_the_preview_stay_out() -> None:
    petition = builders.an_open_petition()
    signed_from(petition)
    criterion = from_address()
    found = queries.preview(petition, criterion)
    later = signed_from(petition, name="Later")
    Signature.objects.filter(pk=later.pk).update(signed_at=criterion.until)

    invalidation = quarantine.invalidate(
        petition.pk,
        criterion,
        Previewed(found.total, found.newest),
        reason="A program",
        by=a_moderator(),
    )

    assert worked(invalidation).set_aside == 1


def test_without_a_reason_or_a_signature_nothing_happens() -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    recorded = CustodyEvent.objects.count()

    for seen, reason in ((Previewed(1, 1), " "), (Previewed(0, 0), "A program")):
        with pytest.raises(Refusal):
            quarantine.invalidate(petition.pk, from_address(), seen, reason=reason, by=moderator)

    assert not petition.invalidations.exists()
    assert CustodyEvent.objects.count() == recorded


def test_what_is_decided_is_not_decided_twice() -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    three(petition)
    invalidation = set_aside(petition)
    quarantine.reject_all(invalidation.pk, by=moderator)

    with pytest.raises(Refusal):
        quarantine.put_back(invalidation.pk, by=moderator)

    worked(invalidation)
    outcomes = InvalidatedSignature.objects.values_list("outcome").annotate(Count("pk"))
    assert list(outcomes) == [(Outcome.DONE, 3)]


def test_every_step_is_recorded_by_codes_and_numbers() -> None:
    petition, moderator = builders.an_open_petition(), a_moderator()
    three(petition)
    invalidation = set_aside(petition)
    quarantine.put_back(invalidation.pk, by=moderator)
    worked(invalidation)

    lines = CustodyEvent.objects.filter(subject=str(invalidation.uuid)).order_by("pk")

    assert [(line.event, line.by) for line in lines] == [
        ("invalidation.begun", moderator),
        ("invalidation.finished", None),
        ("invalidation.undone", moderator),
        ("invalidation.finished", None),
    ]
    details = str([line.detail for line in lines])
    for word in ("Bērziņš", "janis", "203.0", "mailinator", "A program"):
        assert word not in details
