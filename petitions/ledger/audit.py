"""Recomputes a petition's whole ledger from the rows, and names what is off.

Of the tree it is the first thing, since all after it hangs on it; of the counts it is each.

Leaves are read in batches, so memory grows with the signatures that count, and with nothing else.
New leaves may come meanwhile: what is looked at is the ledger as it was when it began.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidTag

from petitions.ledger import keys, note, stamps, statements, sums, tiles
from petitions.ledger import queries as ledger
from petitions.ledger.leaf import Leaf
from petitions.ledger.merkle import HASH, Frontier
from petitions.ledger.sums import Kind
from petitions.ledger.tiles import Place
from petitions.models import Checkpoint, Petition, Signature
from petitions.models.ledger import Event
from petitions.signing import identity
from testimonies.privacy import vault

BATCH = 8 * tiles.WIDTH
COMES = {Event.SIGNED, Event.UPGRADED, Event.RESTORED}


class Difference(Exception):
    """What is off, in a sentence."""


@dataclass(frozen=True)
class Verdict:
    leaves: int
    checkpoints: int
    stamps: int
    root: str
    problems: tuple[str, ...] = ()


class Entry(NamedTuple):
    """A leaf's row, and its signature's."""

    number: int
    event: str
    assurance: str
    country: str
    day: date
    commitment: bytes
    leaf_hash: bytes
    signature: int
    uuid: Any
    personal: bytes
    signed: tuple[int, str, str, bytes]  # petition, assurance, country, commitment


def verify(petition: Petition, roots: Sequence[x509.Certificate] = ()) -> Verdict:
    """Every leaf, tile, checkpoint, signature and commitment, and the counts as their sum.

    And every timestamp; with `roots`, whether each leads to one of these certificates.
    """
    audit = _Audit(petition, roots)
    kept = sums.kept(petition.pk)
    try:
        audit.run(kept.size)
    except Difference as difference:
        return audit.verdict(str(difference))
    return audit.verdict(*sums.differences(kept, audit.living))


class _Audit:
    def __init__(self, petition: Petition, roots: Sequence[x509.Certificate]) -> None:
        self.petition = petition
        self.roots = roots
        self.keys = {each.public: each for each in keys.known()}
        self.frontier = Frontier()
        self.edge: dict[Place, bytes] = {}
        self.checkpoints = self.stamps = 0
        self.living: dict[int, Kind] = {}
        self.replaced: defaultdict[int, list[int]] = defaultdict(list)

    def verdict(self, *problems: str) -> Verdict:
        root = self.frontier.root().hex()
        return Verdict(self.frontier.size, self.checkpoints, self.stamps, root, problems)

    def run(self, size: int) -> None:
        weaker = Signature.objects.filter(petition=self.petition).exclude(replaced_by=None)
        for old, new in weaker.values_list("pk", "replaced_by"):
            self.replaced[int(new or 0)].append(old)
        signed = Checkpoint.objects.filter(petition=self.petition).select_related("stamp")
        waiting = signed.order_by("size").iterator(500)
        checkpoint = next(waiting, None)
        for batch in self._batches(size):
            hashes = []
            for entry in batch:
                self._check_entry(entry)
                self.frontier.add(entry.leaf_hash)
                hashes.append(entry.leaf_hash)
                if checkpoint and checkpoint.size == self.frontier.size:
                    self._check_checkpoint(checkpoint)
                    checkpoint = next(waiting, None)
            self._check_tiles(hashes)
        if checkpoint and checkpoint.size <= size:
            raise Difference(f"Checkpoint {checkpoint.size} is not one of its sizes.")
        self._check_the_end(size)

    def _batches(self, size: int) -> Iterator[list[Entry]]:
        for start in range(0, size, BATCH):
            rows = statements.ask(
                statements.ENTRIES, petition=self.petition.pk, start=start, end=start + BATCH
            )
            yield [_entry(row) for row in rows if row[0] < size]

    def _check_entry(self, entry: Entry) -> None:
        if entry.number != self.frontier.size:
            raise Difference(f"Leaf {self.frontier.size} is missing.")
        if self._leaf(entry).hash() != entry.leaf_hash:
            raise Difference(f"Leaf {entry.number} was changed: it has another hash.")
        said = (self.petition.pk, entry.assurance, entry.country, entry.commitment)
        if entry.signed != said:
            raise Difference(f"Leaf {entry.number} is not what its signature says.")
        self._check_commitment(entry)
        self._follow(entry)

    def _leaf(self, entry: Entry) -> Leaf:
        return Leaf(
            self.petition.slug,
            self.petition.text_digest,
            entry.number,
            entry.event,
            entry.assurance,
            entry.country,
            entry.day,
            entry.commitment,
        )

    def _check_commitment(self, entry: Entry) -> None:
        """Once a signature is erased there is no salt, and nothing to compare."""
        if not entry.personal:
            return
        try:
            told = vault.open_sealed(entry.personal, place=identity.PERSONAL, row=entry.uuid)
        except (vault.UnknownKey, InvalidTag, ValueError) as error:
            raise Difference(f"What the signer of leaf {entry.number} told was spoilt.") from error
        if told.get("salt") and identity.commitment(told) != entry.commitment:
            raise Difference(f"What the signer of leaf {entry.number} told was changed.")

    def _follow(self, entry: Entry) -> None:
        """Who counts after this leaf."""
        is_coming, is_here = entry.event in COMES, entry.signature in self.living
        if is_coming == is_here:
            raise Difference(
                f"Leaf {entry.number} ({entry.event}) does not follow from the others."
            )
        if not is_coming:
            del self.living[entry.signature]
            return
        weaker = self._counted_before(entry.signature)
        if bool(weaker) != (entry.event == Event.UPGRADED):
            raise Difference(f"Leaf {entry.number} ({entry.event}) replaces {len(weaker)} others.")
        for each in weaker:
            del self.living[each]
        self.living[entry.signature] = Kind(entry.assurance, entry.country, entry.day)

    def _counted_before(self, signature: int) -> list[int]:
        """The weaker ones that this one takes the place of, however long the line."""
        line = list(self.replaced.get(signature, ()))
        for each in line:
            line += [more for more in self.replaced.get(each, ()) if more not in line]
        return [each for each in line if each in self.living]

    def _check_tiles(self, hashes: list[bytes]) -> None:
        before = self.frontier.size - len(hashes)
        grown = tiles.grown(before, self.edge, hashes)
        kept = ledger.tiles_at(self.petition.pk, list(grown))
        for place, expected in grown.items():
            if kept.get(place, b"")[: len(expected)] != expected:
                raise Difference(f"Tile {place.level}/{place.number} does not fit the leaves.")
        known = self.edge | grown
        self.edge = {place: known[place] for place in tiles.edge(self.frontier.size)}

    def _check_checkpoint(self, checkpoint: Checkpoint) -> None:
        name = f"Checkpoint {checkpoint.size}"
        try:
            head, signers = note.opened_by(checkpoint.note, list(self.keys))
        except note.NotSigned as error:
            raise Difference(f"{name} is {error}.") from error
        if not head.origin.endswith(f"/ledger/{self.petition.slug}"):
            raise Difference(f"{name} is that of another ledger.")
        if not any(self.keys[each].could_sign(checkpoint.at) for each in signers):
            raise Difference(f"{name} is signed with a key that we used at another time.")
        said = {(head.size, head.root), (checkpoint.size, bytes(checkpoint.root))}
        if said != {(self.frontier.size, self.frontier.root())}:
            raise Difference(f"{name} has another root than the leaves.")
        self.checkpoints += 1
        if stamp := getattr(checkpoint, "stamp", None):
            if problem := stamps.check(checkpoint, stamp, self.roots):
                raise Difference(f"The timestamp of checkpoint {checkpoint.size} {problem}.")
            self.stamps += 1

    def _check_the_end(self, size: int) -> None:
        if self.frontier.size != size:
            raise Difference(f"Leaf {self.frontier.size} is missing.")
        if ledger.size(self.petition.pk) != size:
            return  # more came meanwhile
        ((found,),) = statements.ask(statements.IN_TILES, petition=self.petition.pk)
        expected = 0
        while size:
            expected, size = expected + size * HASH, size // tiles.WIDTH
        if found != expected:
            raise Difference("There are tiles, or hashes in them, that no leaf explains.")
        last = ledger.newest_checkpoint(self.petition.pk)
        if last and last.size > self.frontier.size:
            raise Difference(f"Checkpoint {last.size} has more leaves than there are.")


def _entry(row: tuple[Any, ...]) -> Entry:
    number, event, assurance, country, day, commitment, leaf_hash, pk, uuid, personal, *signed = (
        row
    )
    petition, its_assurance, its_country, its_commitment = signed
    return Entry(
        number,
        event,
        assurance,
        country,
        day,
        bytes(commitment),
        bytes(leaf_hash),
        pk,
        uuid,
        bytes(personal or b""),
        (petition, its_assurance, its_country, bytes(its_commitment)),
    )
