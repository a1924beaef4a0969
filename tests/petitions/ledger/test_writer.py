"""Counting and appending are one act: the counts are always the sum of the ledger."""

from __future__ import annotations

from collections import Counter

import pytest
import rfc8785
from django.utils.timezone import localdate, now
from pytest_django import DjangoAssertNumQueries

from petitions.ledger import merkle, queries
from petitions.models import (
    Checkpoint,
    LedgerEntry,
    LedgerTile,
    Petition,
    Signature,
    SignatureCount,
)
from petitions.models.signature import Assurance, State
from petitions.signing import actions as signing
from petitions.signing import counting
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def events(petition: Petition) -> list[tuple[str, str]]:
    """What the ledger says, in its order."""
    found = LedgerEntry.objects.filter(petition=petition).order_by("index")
    return list(found.values_list("event", "assurance"))


def counted(petition: Petition) -> dict[str, int]:
    rows = SignatureCount.objects.filter(petition=petition, total__gt=0)
    return dict(Counter(dict(rows.values_list("assurance", "total"))))


def put(signature: Signature, state: State) -> None:
    """As a moderator does."""
    ended = now() if state == State.REJECTED else None
    Signature.objects.filter(pk=signature.pk).update(state=state, ended_at=ended)
    signing.count_signatures()


def test_a_signature_that_counts_is_a_leaf() -> None:
    signature = builders.a_confirmed_signature()

    signing.count_signatures()

    entry = LedgerEntry.objects.get()
    told: dict[str, int | str] = {
        "v": 1,
        "petition": signature.petition.slug,
        "text_digest": signature.petition.text_digest,
        "index": 0,
        "event": "signed",
        "assurance": "email",
        "country": "LV",
        "day": localdate().isoformat(),
        "commitment": bytes(signature.commitment).hex(),
    }
    assert (entry.signature, entry.index, entry.event) == (signature, 0, "signed")
    assert bytes(entry.leaf_hash) == merkle.leaf_hash(rfc8785.dumps(told))
    assert queries.root(signature.petition_id, 1) == bytes(entry.leaf_hash)


def test_what_does_not_count_is_no_leaf() -> None:
    petition = builders.an_open_petition()
    builders.a_signature(petition)
    signing.withdraw(builders.a_confirmed_signature(petition, name="Gone").pk)

    signing.count_signatures()

    assert events(petition) == []
    assert not LedgerTile.objects.exists()
    assert not Checkpoint.objects.exists()


def test_a_withdrawal_is_one_more_leaf() -> None:
    signature = builders.a_confirmed_signature()
    signing.count_signatures()

    signing.withdraw(signature.pk)
    signing.count_signatures()

    assert events(signature.petition) == [("signed", "email"), ("withdrawn", "email")]
    assert counted(signature.petition) == {}
    days = LedgerEntry.objects.values_list("day", flat=True)
    assert len(set(days)) == 1


def test_what_is_put_aside_and_taken_in_again_is_told() -> None:
    signature = builders.a_confirmed_signature()
    signing.count_signatures()

    put(signature, State.QUARANTINED)
    put(signature, State.REJECTED)
    put(signature, State.QUARANTINED)
    put(signature, State.CONFIRMED)

    told = [event for event, _assurance in events(signature.petition)]
    assert told == ["signed", "invalidated", "restored"]
    assert counted(signature.petition) == {"email": 1}


def test_an_upgrade_is_one_leaf_and_counts_once() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    signing.count_signatures()

    builders.a_proven_signature(petition, replaces=weaker.pk)
    moved = signing.count_signatures()

    assert moved == 2
    assert events(petition) == [("signed", "email"), ("upgraded", "eid")]
    assert counted(petition) == {"eid": 1}


def test_upgrading_what_had_not_been_counted_is_signing() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)

    builders.a_proven_signature(petition, replaces=weaker.pk)
    signing.count_signatures()

    assert events(petition) == [("signed", "eid")]
    assert counted(petition) == {"eid": 1}


def test_two_upgrades_between_two_counts_are_one() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    signing.count_signatures()

    middle = builders.a_proven_signature(petition, replaces=weaker.pk)
    builders.a_proven_signature(petition, assurance=Assurance.QUALIFIED)
    signing.count_signatures()

    middle.refresh_from_db()
    assert middle.state == State.SUPERSEDED
    assert events(petition) == [("signed", "email"), ("upgraded", "qualified")]
    assert counted(petition) == {"qualified": 1}
    assert not Signature.objects.to_count().exists()


def test_two_weaker_ones_make_room_for_one() -> None:
    petition = builders.an_open_petition()
    one = builders.a_confirmed_signature(petition, email="one@example.org")
    builders.a_confirmed_signature(petition, email="two@example.org", told=builders.BORN)
    signing.count_signatures()

    builders.a_proven_signature(
        petition, email="two@example.org", replaces=one.pk, told=builders.BORN
    )
    signing.count_signatures()

    assert [event for event, _how in events(petition)] == ["signed", "signed", "upgraded"]
    assert counted(petition) == {"eid": 1}


def test_an_upgrade_withdrawn_before_it_was_counted_takes_the_weaker_one_along() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    signing.count_signatures()

    stronger = builders.a_proven_signature(petition, replaces=weaker.pk)
    signing.withdraw(stronger.pk)
    signing.count_signatures()

    assert events(petition) == [("signed", "email"), ("withdrawn", "email")]
    assert counted(petition) == {}
    assert not Signature.objects.filter(is_counted=True).exists()


def test_an_upgrade_put_aside_before_it_was_counted_counts_when_it_is_taken_in() -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    signing.count_signatures()

    stronger = builders.a_proven_signature(petition, replaces=weaker.pk)
    put(stronger, State.QUARANTINED)
    meanwhile = counted(petition)
    put(stronger, State.CONFIRMED)

    assert meanwhile == {}
    assert events(petition) == [
        ("signed", "email"),
        ("invalidated", "email"),
        ("signed", "eid"),
    ]
    assert counted(petition) == {"eid": 1}


def test_an_upgraded_signature_is_withdrawn_as_any_other() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, told=builders.BORN)
    signing.count_signatures()
    stronger = builders.a_proven_signature(petition, email="janis@example.org", told=builders.BORN)
    signing.count_signatures()

    signing.withdraw(stronger.pk)
    signing.count_signatures()

    assert [event for event, _how in events(petition)] == ["signed", "upgraded", "withdrawn"]
    assert counted(petition) == {}


def test_petitions_have_trees_of_their_own() -> None:
    petition, other = builders.an_open_petition(), builders.an_open_petition()
    for number in range(3):
        builders.a_confirmed_signature(petition, name=f"Person {number}")
    builders.a_confirmed_signature(other)

    signing.count_signatures()

    assert (queries.size(petition.pk), queries.size(other.pk)) == (3, 1)
    assert queries.root(petition.pk, 1) != queries.root(other.pk, 1)


def test_in_batches_the_tree_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counting, "BATCH", 3)
    petition = builders.an_open_petition()
    for number in range(10):
        builders.a_confirmed_signature(petition, name=f"{number}", email=f"{number}@a.lv")

    signing.count_signatures()

    streamed = merkle.Frontier()
    for entry in LedgerEntry.objects.order_by("index"):
        streamed.add(bytes(entry.leaf_hash))
    assert queries.root(petition.pk, 10) == streamed.root()
    assert LedgerTile.objects.count() == 1


def test_a_batch_costs_the_same_few_statements_however_many_sign(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    petition = builders.an_open_petition()
    for number in range(20):
        builders.a_confirmed_signature(petition, name=f"{number}", email=f"{number}@a.lv")

    with django_assert_max_num_queries(24):
        signing.count_signatures()
