"""Whoever signs finds a checkpoint within a minute, and each is kept for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from petitions.ledger import actions as ledger
from petitions.ledger import note, queries
from petitions.models import Checkpoint
from petitions.signing import actions as signing
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def let_a_minute_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ledger, "CHECKPOINT_WITHIN", timedelta(0))


def test_the_first_signer_finds_a_checkpoint_at_once() -> None:
    signature = builders.a_confirmed_signature()

    signing.count_signatures()

    made = Checkpoint.objects.get()
    head = note.opened(made.note, note.public_key())
    assert (made.size, head.size, head.root) == (1, 1, queries.root(signature.petition_id, 1))
    assert head.origin == f"testserver/ledger/{signature.petition.slug}"


def test_in_a_rush_there_is_one_checkpoint_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, name="First")
    signing.count_signatures()
    builders.a_confirmed_signature(petition, name="Second")
    signing.count_signatures()
    in_the_rush = Checkpoint.objects.count()

    let_a_minute_pass(monkeypatch)
    signing.count_signatures()  # though nobody has signed meanwhile

    assert in_the_rush == 1
    assert list(Checkpoint.objects.order_by("size").values_list("size", flat=True)) == [1, 2]


def test_without_new_leaves_there_is_no_new_checkpoint(monkeypatch: pytest.MonkeyPatch) -> None:
    builders.a_confirmed_signature()
    signing.count_signatures()
    let_a_minute_pass(monkeypatch)

    signing.count_signatures()

    assert Checkpoint.objects.count() == 1


def test_a_closed_petition_gets_its_last_checkpoint_at_once() -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, name="First")
    signing.count_signatures()
    builders.a_confirmed_signature(petition, name="Last")

    builders.close(petition)
    signing.count_signatures()

    newest = queries.newest_checkpoint(petition.pk)
    assert newest is not None
    assert newest.size == 2


def test_asking_again_finds_the_same_checkpoint() -> None:
    petition = builders.a_confirmed_signature().petition
    signing.count_signatures()

    first, again = ledger.checkpoint(petition.pk), ledger.checkpoint(petition.pk)

    assert first == again
    assert Checkpoint.objects.count() == 1
    assert ledger.checkpoint(builders.an_open_petition().pk) is None
