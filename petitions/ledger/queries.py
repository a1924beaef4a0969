"""What the ledger can show: its hashes, its checkpoints, and proofs out of few tiles."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from petitions.ledger import merkle, statements, tiles
from petitions.ledger.merkle import Leaves, Subtree
from petitions.ledger.note import Head
from petitions.ledger.proof import Proof
from petitions.ledger.tiles import Place
from petitions.models import Checkpoint, CheckpointStamp, LedgerEntry, Petition, Signature

#: Numbers beyond it the database could not even be asked for.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Included:
    """A leaf that the newest checkpoint covers; `size` leaves are there in all."""

    index: int
    size: int
    proof: Proof


@dataclass(frozen=True)
class Genuine:
    """The entry that a proof speaks of."""

    slug: str
    number: int
    size: int
    leaf_hash: bytes


def petition(slug: str) -> int | None:
    """The petition whose ledger everybody may read."""
    return Petition.objects.public().filter(slug=slug).values_list("pk", flat=True).first()


def size(petition_id: int) -> int:
    """How many leaves a petition's ledger has."""
    last = LedgerEntry.objects.filter(petition=petition_id).order_by("-index")
    index = last.values_list("index", flat=True).first()
    return 0 if index is None else index + 1


def signature(reference: str) -> Signature | None:
    return Signature.objects.select_related("petition").filter(reference=reference).first()


def newest_checkpoint(petition_id: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(petition=petition_id).order_by("-size").first()


def checkpoint_at(petition_id: int, size: int) -> Checkpoint | None:
    return Checkpoint.objects.filter(petition=petition_id, size=size).first()


def newest_stamped(petition_id: int) -> Checkpoint | None:
    """With its timestamp."""
    stamped = Checkpoint.objects.filter(petition=petition_id, stamp__isnull=False)
    return stamped.select_related("stamp").order_by("-size").first()


def stamp_at(petition_id: int, size: int) -> CheckpointStamp | None:
    return CheckpointStamp.objects.filter(
        checkpoint__petition=petition_id, checkpoint__size=size
    ).first()


def unstamped_since(before: datetime) -> list[str]:
    """Petitions whose ledger has had leaves for so long that no timestamp covers."""
    found = statements.ask(statements.UNSTAMPED, before=before)
    return [slug for (slug,) in found]


def included(petition_id: int, leaf_hash: bytes) -> Included | None:
    """None for a leaf that there is not, or that no checkpoint covers yet."""
    own = LedgerEntry.objects.filter(petition=petition_id, leaf_hash=leaf_hash)
    index = own.values_list("index", flat=True).first()
    newest = newest_checkpoint(petition_id)
    if index is None or newest is None or index >= newest.size:
        return None
    path = inclusion(petition_id, index, newest.size)
    return Included(index, newest.size, Proof(index, path, newest.note))


def entry_behind(head: Head, index: int) -> Genuine | None:
    """What stands there in the ledger that has this head; None if none ever had it."""
    slug = head.origin.rpartition("/")[2]
    known = Checkpoint.objects.filter(
        petition__slug=slug, petition__in=Petition.objects.public(), size=head.size, root=head.root
    )
    found = LedgerEntry.objects.filter(petition__in=known.values("petition"), index=index)
    if head.size > LARGEST or index > LARGEST or (entry := found.first()) is None:
        return None
    return Genuine(slug, index + 1, head.size, bytes(entry.leaf_hash))


def root(petition_id: int, size: int) -> bytes:
    """Of the tree as it was at this size."""
    (found,) = _hashes(petition_id, [Leaves(0, size)])
    return found


def inclusion(petition_id: int, index: int, size: int) -> list[bytes]:
    """The path from a leaf to the root of the tree at this size."""
    return _hashes(petition_id, merkle.inclusion(index, size))


def consistency(petition_id: int, old: int, size: int) -> list[bytes]:
    """That the tree at this size begins with the older one."""
    return _hashes(petition_id, merkle.consistency(old, size))


def tiles_at(petition_id: int, places: Sequence[Place]) -> dict[Place, bytes]:
    """Those of them that there are; one statement, however many."""
    if not places:
        return {}
    found = statements.ask(
        statements.TILES,
        petition=petition_id,
        levels=[place.level for place in places],
        numbers=[place.number for place in places],
    )
    return {Place(level, number): bytes(hashes) for level, number, hashes in found}


def _hashes(petition_id: int, path: Sequence[Leaves]) -> list[bytes]:
    known = tiles_at(petition_id, _places(path))

    def hash_of(subtree: Subtree) -> bytes:
        return tiles.hash_in(known[tiles.place_of(subtree)], subtree)

    return [merkle.hash_over(leaves, hash_of) for leaves in path]


def _places(path: Iterable[Leaves]) -> list[Place]:
    wanted = (tiles.place_of(each) for leaves in path for each in merkle.subtrees(leaves))
    return list(dict.fromkeys(wanted))
