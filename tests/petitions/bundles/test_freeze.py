"""What a freeze takes: every signature meant for the institution, once, and nothing else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils.timezone import now

from petitions.bundles import actions as bundles
from petitions.bundles import queries
from petitions.models import Bundle, BundleItem, Petition, Signature
from petitions.models.bundle import Content
from petitions.models.bundle_item import ItemKind
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_target
from tests.builders_signing import a_confirmed_signature, a_proven_signature, a_signature

pytestmark = pytest.mark.django_db


def names_in(bundle: Bundle, kind: ItemKind = ItemKind.SIGNATURE) -> list[str]:
    items = BundleItem.objects.filter(bundle=bundle, kind=kind).order_by("position")
    return [item.signature.personal["name"] for item in items if item.signature]


def signature_of(petition: Petition, name: str) -> Signature:
    return next(each for each in petition.signatures.all() if each.personal["name"] == name)


def test_confirmed_signatures_are_taken_in_the_order_of_their_confirmation() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm")

    bundle = a_frozen_bundle(petition)

    assert names_in(bundle) == ["Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm"]
    assert bundle.number == 1
    assert bundle.frozen["counts"] == {
        "signatures": 3,
        "withdrawals": 0,
        "by_assurance": {"email": 3},
        "by_country": {"LV": 3},
    }
    assert len(bundle.frozen["custody_head"]) == 64
    assert CustodyEvent.objects.filter(event="bundle.frozen", subject=str(bundle.uuid)).exists()


def test_unconfirmed_and_withdrawn_signatures_stay_out() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    a_signature(petition, name="Not Yet", email="later@example.org")
    signing.withdraw(signature_of(petition, "Mārtiņš Ozols").pk)

    bundle = a_frozen_bundle(petition)

    assert names_in(bundle) == ["Ona Petraitė"]
    assert names_in(bundle, ItemKind.WITHDRAWAL) == []


def test_a_signature_that_is_not_meant_for_the_institution_stays_out() -> None:
    petition = a_petition_with("Ona Petraitė")
    elsewhere = a_target(petition, "seimas").pk
    a_confirmed_signature(
        petition, name="Only Seimas", email="s@example.org", targets=(elsewhere,)
    )

    bundle = a_frozen_bundle(petition)

    assert names_in(bundle) == ["Ona Petraitė"]
    assert names_in(bundles.freeze(elsewhere, now())) == ["Ona Petraitė", "Only Seimas"]


@pytest.mark.django_db(transaction=True)  # the database's clock stands still in a transaction
def test_a_signature_after_the_cut_off_waits_for_the_next_bundle() -> None:
    petition = a_petition_with("Ona Petraitė")
    cut_off = now()
    a_confirmed_signature(petition, name="Later", email="later@example.org")

    first = bundles.freeze(a_target(petition).pk, cut_off)
    second = bundles.freeze(a_target(petition).pk, now())

    assert (names_in(first), names_in(second)) == (["Ona Petraitė"], ["Later"])
    assert (first.number, second.number) == (1, 2)


def test_a_withdrawal_after_the_freeze_is_told_by_the_next_bundle_and_by_no_other() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    first = a_frozen_bundle(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)

    second = a_frozen_bundle(petition)

    assert names_in(first) == ["Ona Petraitė", "Mārtiņš Ozols"]
    assert names_in(second) == []
    assert names_in(second, ItemKind.WITHDRAWAL) == ["Ona Petraitė"]
    with pytest.raises(bundles.Nothing):
        a_frozen_bundle(petition)


@pytest.mark.django_db(transaction=True)  # as above
def test_an_upgrade_after_a_bundle_goes_into_the_next_with_a_notice_of_the_old_one() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = bundles.freeze(a_target(petition).pk, now())
    weaker = signature_of(petition, "Ona Petraitė")

    stronger = a_proven_signature(petition, name="ONA PETRAITĖ", replaces=weaker.pk)
    second = bundles.freeze(a_target(petition).pk, now())

    assert names_in(first) == ["Ona Petraitė"]
    assert names_in(second) == [stronger.personal["name"]]
    assert names_in(second, ItemKind.WITHDRAWAL) == ["Ona Petraitė"]


def test_the_same_cut_off_finds_the_same_bundle() -> None:
    petition = a_petition_with("Ona Petraitė")
    cut_off = now()

    first = bundles.freeze(a_target(petition).pk, cut_off)
    again = bundles.freeze(a_target(petition).pk, cut_off)

    assert first.pk == again.pk
    assert Bundle.objects.count() == 1


def test_without_anything_new_there_is_no_bundle() -> None:
    petition = a_petition_with("Ona Petraitė")
    a_frozen_bundle(petition)
    events = CustodyEvent.objects.count()

    with pytest.raises(bundles.Nothing, match="nothing new"):
        a_frozen_bundle(petition)

    assert bundles.freeze_what_is_new(a_target(petition).pk) == []
    assert Bundle.objects.count() == 1
    assert CustodyEvent.objects.count() == events


def test_a_cut_off_in_the_future_is_refused() -> None:
    petition = a_petition_with("Ona Petraitė")

    with pytest.raises(Refusal, match="future"):
        bundles.freeze(a_target(petition).pk, now() + timedelta(hours=1))

    assert not Bundle.objects.exists()


def test_records_wait_for_a_key_of_the_institution() -> None:
    petition = a_petition_with("Ona Petraitė")

    with pytest.raises(bundles.Nothing, match="no key"):
        bundles.freeze(a_target(petition).pk, now(), content=Content.RECORDS)


def test_the_database_keeps_a_bundle_as_it_was_frozen() -> None:
    bundle = a_frozen_bundle()

    changes: list[dict[str, object]] = [{"frozen": {}}, {"number": 7}, {"cut_off": now()}]
    for change in changes:
        with pytest.raises(IntegrityError), transaction.atomic():
            Bundle.objects.filter(pk=bundle.pk).update(**change)


def test_what_is_due_is_listed_until_it_is_frozen() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    own = a_target(petition).pk

    before = {due.target: due for due in queries.due(now())}
    a_frozen_bundle(petition)
    after = {due.target: due for due in queries.due(now())}

    assert (before[own].signatures, before[own].last_cut_off) == (2, None)
    assert own not in after
    assert a_target(petition, "seimas").pk in after


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_make_one_bundle() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    target, cut_off, start = a_target(petition).pk, now(), Barrier(2)

    def work(_worker: int) -> int:
        try:
            start.wait(5)
            return bundles.freeze(target, cut_off).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        found = list(workers.map(work, range(2)))

    assert len(set(found)) == 1
    assert Bundle.objects.count() == 1
    assert BundleItem.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_schedules_at_once_carry_each_signature_once() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    target, start = a_target(petition).pk, Barrier(2)

    def work(_worker: int) -> int:
        try:
            start.wait(5)
            return len(bundles.freeze_what_is_new(target))
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        made = list(workers.map(work, range(2)))

    assert sorted(made) == [0, 1]
    assert BundleItem.objects.count() == 2
