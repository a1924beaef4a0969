"""Used by the one writer that counts, by freezes and by an administrator: append, and sign.

What is appended commits together with the counts that it explains, or not at all.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from django.db import transaction
from django.db.models.functions import Now

from petitions.bundles.authority import AuthorityFailed
from petitions.ledger import keys, note, queries, stamps, statements, tiles
from petitions.ledger.leaf import Leaf
from petitions.ledger.note import Head
from petitions.models import Checkpoint, CheckpointKey, CheckpointStamp, Petition

#: Whoever signs finds a checkpoint over it within so long.
CHECKPOINT_WITHIN = timedelta(seconds=60)
#: Each stamp may cost money; whoever rewrites a ledger would have to do it within the hour.
STAMP_EVERY = timedelta(hours=1)
STAMPS_AT_ONCE = 50


log = logging.getLogger(__name__)


class Move(NamedTuple):
    """A signature that came to count, or counts no more."""

    petition: int
    signature: int
    event: str
    assurance: str
    country: str
    day: date
    commitment: bytes


@transaction.atomic
def append(moves: Sequence[Move]) -> None:
    """One leaf for each move, in this order. Only the writer that counts may call it."""
    own = sorted(moves, key=attrgetter("petition"))  # a stable order
    by_petition = {pk: list(group) for pk, group in groupby(own, attrgetter("petition"))}
    for tree in statements.ask(statements.TREES, petitions=list(by_petition)):
        petition, slug, text_digest, size = tree
        leaves = [
            Leaf(
                slug,
                text_digest,
                size + place,
                move.event,
                move.assurance,
                move.country,
                move.day,
                move.commitment,
            )
            for place, move in enumerate(by_petition[petition])
        ]
        _append(petition, size, by_petition[petition], leaves)


def make_due_checkpoints() -> None:
    """Sign what has waited long enough."""
    waiting = statements.ask(statements.WITHOUT_CHECKPOINT, within=CHECKPOINT_WITHIN)
    for (petition,) in waiting:
        checkpoint(petition)


@transaction.atomic
def checkpoint(petition_id: int) -> Checkpoint | None:
    """Sign the ledger as it is now. Finds the same one while nothing was added; None if empty."""
    size = queries.size(petition_id)
    if not size:
        return None
    own = Checkpoint.objects.filter(petition=petition_id, size=size)
    if not own.exists():
        slug = Petition.objects.values_list("slug", flat=True).get(pk=petition_id)
        root = queries.root(petition_id, size)
        _keep_keys()
        signed = note.sign(Head(note.origin(slug), size, root))
        made = Checkpoint(petition_id=petition_id, size=size, root=root, note=signed)
        Checkpoint.objects.bulk_create([made], ignore_conflicts=True)  # another may be quicker
    return own.get()


def stamp_due_checkpoints() -> int:
    """Have the newest checkpoints stamped by a timestamp service; how many were.

    Safe to repeat. While no service answers nothing is lost: the next checkpoint that is stamped
    holds all that came before it.
    """
    if not stamps.services():
        return 0
    due = statements.ask(statements.TO_STAMP, every=STAMP_EVERY, most=STAMPS_AT_ONCE)
    for done, (checkpoint_id, signed) in enumerate(due):
        try:
            token, at = stamps.fetch(signed)
        except AuthorityFailed as failure:
            log.warning("%s checkpoints wait for a timestamp. %s", len(due) - done, failure)
            return done
        stamp = CheckpointStamp(checkpoint_id=checkpoint_id, token=token, stamped_at=at)
        CheckpointStamp.objects.bulk_create([stamp], ignore_conflicts=True)  # as above
    return len(due)


def _keep_keys() -> None:
    """Write down which keys sign from now on; nearly always that is known.

    One that began later than now signs by a clock that was set back: it began earlier, then.
    """
    signing = keys.public()
    begun = CheckpointKey.objects.filter(ended_at=None, began_at__lte=Now())
    known = begun.values_list("public", flat=True)
    if {bytes(each) for each in known} != set(signing):
        statements.run(statements.KEEP_KEYS, keys=signing)


def _append(petition: int, size: int, moves: Sequence[Move], leaves: Sequence[Leaf]) -> None:
    hashes = [leaf.hash() for leaf in leaves]
    statements.run(
        statements.APPEND,
        petition=petition,
        indexes=[leaf.index for leaf in leaves],
        events=[move.event for move in moves],
        signatures=[move.signature for move in moves],
        assurances=[move.assurance for move in moves],
        countries=[move.country for move in moves],
        days=[move.day for move in moves],
        commitments=[move.commitment for move in moves],
        hashes=hashes,
    )
    grown = tiles.grown(size, queries.tiles_at(petition, tiles.edge(size)), hashes)
    statements.run(
        statements.KEEP_TILES,
        petition=petition,
        levels=[place.level for place in grown],
        numbers=[place.number for place in grown],
        hashes=list(grown.values()),
    )
