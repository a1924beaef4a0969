"""Where the profile asks for it, a bundle leaves on the word of two different release officers."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import now

from accounts.roles import Role
from petitions.bundles import actions as bundles
from petitions.bundles import preview
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import (
    a_proposed_bundle,
    a_sealed_bundle,
    sent_by,
    with_two_officers,
)
from tests.builders_review import a_release_officer, another_release_officer, staff

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def as_it_is(bundle: Bundle) -> Bundle:
    return Bundle.objects.get(pk=bundle.pk)


def stays(bundle: Bundle, state: State, events: int) -> None:
    assert as_it_is(bundle).state == state
    assert not Delivery.objects.exists()
    assert CustodyEvent.objects.count() == events


def test_the_second_officer_lets_it_leave() -> None:
    bundle = a_proposed_bundle()

    bundles.release(bundle.pk, by=another_release_officer(), reason="I looked too")

    released = as_it_is(bundle)
    assert released.state == State.RELEASED
    assert (released.proposed_by, released.proposal_reason) == (
        a_release_officer(),
        "Checked in DigiDoc",
    )
    assert (released.released_by, released.release_reason) == (
        another_release_officer(),
        "I looked too",
    )
    assert Delivery.objects.get().bundle == bundle


def test_one_alone_releases_nothing() -> None:
    bundle = a_sealed_bundle()
    with_two_officers()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="Two release officers"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")

    stays(bundle, State.SEALED, events)


def test_nobody_is_the_second_after_themselves() -> None:
    bundle = a_proposed_bundle()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="You have agreed already"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Again")

    stays(bundle, State.PROPOSED, events)


@pytest.mark.parametrize("change", [{"roles": [Role.READER]}, {"is_active": False}])
def test_whoever_is_no_officer_any_more_does_not_count(change: dict[str, object]) -> None:
    bundle = a_proposed_bundle()
    first = a_release_officer()
    type(first).objects.filter(pk=first.pk).update(**change)
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="no release officer any more"):
        bundles.release(bundle.pk, by=another_release_officer(), reason="I looked too")

    stays(bundle, State.PROPOSED, events)
    bundles.take_back(bundle.pk, by=another_release_officer())
    bundles.propose(bundle.pk, by=another_release_officer(), reason="Then I am the first")
    assert as_it_is(bundle).proposed_by == another_release_officer()


def test_the_first_may_think_again() -> None:
    bundle = a_proposed_bundle()

    bundles.take_back(bundle.pk, by=a_release_officer())

    assert as_it_is(bundle).state == State.SEALED
    assert as_it_is(bundle).proposed_by is None
    assert CustodyEvent.objects.filter(event="bundle.proposal_taken_back").count() == 1


def test_nobody_else_takes_it_back_while_the_first_counts() -> None:
    bundle = a_proposed_bundle()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="Only whoever proposed"):
        bundles.take_back(bundle.pk, by=another_release_officer())

    stays(bundle, State.PROPOSED, events)


def test_what_waits_for_nobody_is_not_taken_back() -> None:
    bundle = a_sealed_bundle()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="does not wait"):
        bundles.take_back(bundle.pk, by=a_release_officer())

    stays(bundle, State.SEALED, events)


def test_where_one_is_enough_nobody_proposes() -> None:
    bundle = a_sealed_bundle()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="One release officer is enough"):
        bundles.propose(bundle.pk, by=a_release_officer(), reason="Checked")

    stays(bundle, State.SEALED, events)


def test_two_stay_two_when_the_profile_changes_in_between() -> None:
    bundle = a_proposed_bundle()
    bundle.target.profile.__class__.objects.update(second_release=False)

    with pytest.raises(Refusal, match="You have agreed already"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Again")


def test_another_file_than_the_one_that_was_seen_stays() -> None:
    bundle = a_sealed_bundle()
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match="Another file lies there now"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked", seen="0" * 64)

    stays(bundle, State.SEALED, events)


def test_another_way_than_the_one_that_was_seen_is_not_gone() -> None:
    bundle = a_sealed_bundle()
    seen = preview.way_of(bundle).mark
    events = CustodyEvent.objects.count()
    sent_by("drop")

    with pytest.raises(Refusal, match="another way, or to another address"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked", way=seen)

    stays(bundle, State.SEALED, events)
    now_seen = preview.way_of(Bundle.objects.get(pk=bundle.pk)).mark
    bundles.release(bundle.pk, by=a_release_officer(), reason="Checked", way=now_seen)
    assert Delivery.objects.get().channel == "drop"


def released_by(officer: object) -> dict[str, object]:
    return {
        "state": State.RELEASED,
        "released_by": officer,
        "released_at": now(),
        "release_reason": "By hand",
    }


def test_the_database_wants_two_different_people() -> None:
    bundle = a_proposed_bundle()

    with pytest.raises(IntegrityError, match="two_different_people"), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(**released_by(a_release_officer()))


def test_the_database_wants_two_where_the_profile_does() -> None:
    bundle = a_sealed_bundle()
    with_two_officers()

    with pytest.raises(IntegrityError, match="two release officers"), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(**released_by(a_release_officer()))


def test_the_database_asks_who_proposed_and_why() -> None:
    bundle = a_sealed_bundle()

    with pytest.raises(IntegrityError, match="proposed_means"), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(state=State.PROPOSED)
    with pytest.raises(IntegrityError, match="proposed_means"), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(proposed_by=staff(Role.RELEASE_OFFICER))
