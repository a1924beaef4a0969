"""Checkpoints and the keys under them while the clock of the database is set back."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from petitions.ledger import actions as ledger
from petitions.ledger import audit
from petitions.models import Checkpoint, CheckpointKey
from tests.builders_ledger import a_ledger, one_more
from tests.petitions.ledger.test_audit import tamper
from tests.petitions.ledger.test_rotation import OLD, public, retire

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _old_key(settings: Settings) -> None:
    settings.CHECKPOINT_KEYS, settings.PAST_CHECKPOINT_KEYS = (OLD,), ()


def as_if_the_clock_had_been_ahead() -> None:
    """Of the two hours in which everything so far was signed."""
    tamper("UPDATE petitions_checkpoint SET at = at + interval '2 hours'")
    tamper("UPDATE petitions_checkpointkey SET began_at = began_at + interval '2 hours'")


def test_a_clock_that_is_set_back_makes_no_key_a_stranger() -> None:
    petition = a_ledger(1)
    as_if_the_clock_had_been_ahead()

    one_more(petition)
    ledger.checkpoint(petition.pk)

    assert Checkpoint.objects.filter(petition=petition).count() == 2
    assert audit.verify(petition).problems == ()


def test_while_the_clock_is_set_back_a_key_can_be_retired(settings: Settings) -> None:
    petition = a_ledger(1)
    as_if_the_clock_had_been_ahead()

    retire(settings)
    one_more(petition)
    ledger.checkpoint(petition.pk)

    old = CheckpointKey.objects.get(public=public(OLD, settings))
    assert old.ended_at == old.began_at
    assert Checkpoint.objects.filter(petition=petition).count() == 2
