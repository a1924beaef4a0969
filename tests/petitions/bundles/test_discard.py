"""A bundle that has not gone out can be taken back, and what it held goes with the next one."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import places, records
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, BundleItem, Delivery
from petitions.models.bundle import Because, State
from petitions.models.bundle_item import ItemKind
from petitions.models.delivery import State as DeliveryState
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    a_sent_delivery,
    a_target,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import a_confirmed_signature
from tests.petitions.bundles.test_freeze import names_in, signature_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def discard(bundle: Bundle, reason: str = "The wrong list") -> Bundle:
    return bundles.discard(bundle.pk, by=a_release_officer(), reason=reason)


def anew(bundle: Bundle, reason: str = "One was withdrawn") -> Bundle:
    return bundles.freeze_anew(bundle.pk, by=a_release_officer(), reason=reason)


def files() -> list[Path]:
    """What lies there, but for the locks, which are empty."""
    found = Path(settings.BUNDLES_ROOT).rglob("*")
    return [path for path in found if path.is_file() and path.suffix != ".lock"]


def test_what_a_discarded_bundle_held_goes_with_the_next_number() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_sealed_bundle(petition)

    gone = discard(first)
    second = a_frozen_bundle(petition)

    assert (gone.state, gone.discarded_by) == (State.DISCARDED, a_release_officer())
    assert (gone.identity, gone.sha256) == (first.identity, first.sha256)
    assert gone.frozen["counts"]["signatures"] == 2
    assert not gone.items.exists()
    assert (second.number, names_in(second)) == (2, ["Ona Petraitė", "Mārtiņš Ozols"])
    line = CustodyEvent.objects.get(event="bundle.discarded")
    assert (line.by, line.detail["items"], line.detail["reason"]) == (
        a_release_officer(),
        2,
        "The wrong list",
    )


def test_the_chain_of_bundles_skips_what_was_discarded() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_sealed_bundle(petition)
    a_confirmed_signature(petition, name="Second", email="second@example.org")
    discard(a_sealed_bundle(petition))

    third = bundles.finish(a_frozen_bundle(petition).pk)

    told = records.frame(third, seal_level="B").manifest
    assert told.previous
    assert (told.number, told.previous.number, told.previous.identity) == (3, 1, first.identity)


def test_after_the_only_one_was_discarded_the_next_has_none_before_it() -> None:
    petition = a_petition_with("Ona Petraitė")
    discard(a_sealed_bundle(petition))

    second = bundles.finish(a_frozen_bundle(petition).pk)

    assert second.state == State.SEALED
    assert records.frame(second, seal_level="B").manifest.previous is None


def test_one_on_which_another_builds_is_discarded_after_it() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_sealed_bundle(petition)
    a_confirmed_signature(petition, name="Second", email="second@example.org")
    second = a_sealed_bundle(petition)

    with pytest.raises(Refusal, match="Number 2 builds on this bundle"):
        discard(first)

    assert Bundle.objects.living().count() == 2
    discard(second)
    assert discard(first).state == State.DISCARDED


def test_to_freeze_anew_takes_what_still_stands_up_to_the_same_moment() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_sealed_bundle(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)

    second = anew(first)

    assert (second.number, second.cut_off, second.because) == (2, first.cut_off, Because.ANEW)
    assert names_in(second) == ["Mārtiņš Ozols"]
    assert names_in(second, ItemKind.WITHDRAWAL) == []
    assert Bundle.objects.get(pk=first.pk).state == State.DISCARDED


@pytest.mark.django_db(transaction=True)
def test_to_freeze_anew_takes_along_every_bundle_that_built_on_it() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_sealed_bundle(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)
    a_confirmed_signature(petition, name="Jaan Tamm", email="jaan@example.org")
    second = a_sealed_bundle(petition)
    assert names_in(second, ItemKind.WITHDRAWAL) == ["Ona Petraitė"]

    third = anew(first)

    assert (third.number, third.cut_off) == (3, second.cut_off)
    assert names_in(third) == ["Mārtiņš Ozols", "Jaan Tamm"]
    assert names_in(third, ItemKind.WITHDRAWAL) == []
    assert list(Bundle.objects.living()) == [third]


def test_where_nothing_is_left_nothing_is_frozen_anew_nor_discarded() -> None:
    petition = a_petition_with("Ona Petraitė")
    bundle = a_sealed_bundle(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)
    events = CustodyEvent.objects.count()

    with pytest.raises(bundles.Nothing):
        anew(bundle)

    assert Bundle.objects.get().state == State.SEALED
    assert CustodyEvent.objects.count() == events


def test_a_reason_is_asked_for() -> None:
    bundle = a_sealed_bundle()
    events = CustodyEvent.objects.count()

    for act in (discard, anew):
        with pytest.raises(Refusal, match="Say why"):
            act(bundle, " ")

    assert Bundle.objects.get().state == State.SEALED
    assert BundleItem.objects.count() == 2
    assert CustodyEvent.objects.count() == events


def test_its_files_are_removed_afterwards_and_by_the_sweep_after_a_kill() -> None:
    petition = a_petition_with("Ona Petraitė")
    sealed, other = a_sealed_bundle(petition), a_frozen_bundle(a_petition_with("Jaan Tamm"))
    bundles.write(other.pk)
    assert files()

    discard(sealed)
    discard(other)

    assert set(Bundle.objects.unfinished()) == {sealed, other}
    for each in (sealed, other):
        gone = bundles.finish(each.pk)
        assert gone.removed_at
        bundles.finish(each.pk)
    assert files() == []
    assert not Bundle.objects.unfinished().exists()
    assert CustodyEvent.objects.filter(event="bundle.files_removed").count() == 2


def test_files_stay_while_a_worker_is_still_at_them() -> None:
    bundle = a_frozen_bundle()
    bundles.write(bundle.pk)
    discard(bundle)

    with places.alone(bundle, wait=True):
        assert bundles.remove_files(bundle.pk).removed_at is None

    assert bundles.remove_files(bundle.pk).removed_at


def test_a_worker_that_comes_late_makes_nothing_of_it() -> None:
    bundle = a_frozen_bundle()
    discard(bundle)

    assert bundles.finish(bundle.pk).state == State.DISCARDED
    assert files() == []


def test_nobody_discards_what_was_handed_over() -> None:
    delivery = a_sent_delivery()

    with pytest.raises(Refusal, match="may have left the house"):
        discard(delivery.bundle)

    assert Bundle.objects.get().state == State.RELEASED
    assert BundleItem.objects.count() == 2


def test_a_release_that_has_not_begun_is_called_off_with_its_bundle() -> None:
    bundle = a_released_bundle()
    copy = places.archive_copy(places.sealed(bundle), 1)
    copy.parent.mkdir()
    copy.write_bytes(b"a copy")

    second = anew(bundle)
    bundles.remove_files(bundle.pk)

    delivery = Delivery.objects.get()
    assert delivery.state == DeliveryState.CALLED_OFF
    assert deliveries.send(delivery.pk).state == DeliveryState.CALLED_OFF
    assert not list(Path(settings.DROP_ROOT).rglob("*.asice*"))
    assert files() == []
    assert len(names_in(second)) == 2


def test_the_database_keeps_it_so() -> None:
    discarded, released = a_sealed_bundle(), a_sent_delivery().bundle
    discard(discarded)

    changed: list[tuple[Bundle, dict[str, object]]] = [
        (discarded, {"state": State.SEALED}),
        (discarded, {"sha256": "0" * 64}),
        (discarded, {"discard_reason": ""}),
        (released, {"state": State.DISCARDED, "discard_reason": "?"}),
    ]
    for bundle, changes in changed:
        with pytest.raises(IntegrityError), transaction.atomic():
            Bundle.objects.filter(pk=bundle.pk).update(**changes)
    with pytest.raises(IntegrityError), transaction.atomic():
        BundleItem.objects.filter(bundle=released).delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        BundleItem.objects.create(
            bundle=discarded,
            target=discarded.target,
            kind=ItemKind.SIGNATURE,
            position=9,
            signature=released.items.all()[0].signature,
        )


def test_among_living_bundles_a_cut_off_stays_the_only_one() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_frozen_bundle(petition)
    second = anew(first)

    with pytest.raises(IntegrityError), transaction.atomic():
        Bundle.objects.create(
            target=a_target(petition), number=9, cut_off=second.cut_off, frozen={}
        )


@pytest.mark.django_db(transaction=True)
def test_of_two_who_freeze_anew_at_once_one_is_told_no() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    bundle, officer, start = a_frozen_bundle(petition), a_release_officer(), Barrier(2)

    def work(_person: int) -> str:
        try:
            start.wait(10)
            return str(bundles.freeze_anew(bundle.pk, by=officer, reason="Again").number)
        except Refusal as no:
            return str(no)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        said = sorted(people.map(work, range(2)))

    assert said == ["2", "A bundle that is “discarded” cannot become “discarded”."]
    assert Bundle.objects.living().count() == 1
    assert BundleItem.objects.count() == 2


def test_a_cut_off_that_was_discarded_can_be_frozen_again() -> None:
    petition = a_petition_with("Ona Petraitė")
    cut_off = now()
    first = bundles.freeze(a_target(petition).pk, cut_off)
    discard(first)

    second = bundles.freeze(a_target(petition).pk, cut_off)

    assert (second.number, second.cut_off) == (2, cut_off)
    assert second.frozen_at - first.frozen_at < timedelta(minutes=1)
