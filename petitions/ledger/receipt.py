"""What a signer holds: everything to recompute their entry in the ledger without us."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rfc8785
from django.template.loader import render_to_string

from petitions.ledger import keys, note, proof, queries
from petitions.ledger.leaf import Leaf
from petitions.ledger.proof import Proof
from petitions.models import LedgerEntry, Signature
from petitions.models.ledger import Event
from petitions.models.signature import State
from testimonies.models.institution import SignatoryField

#: What the signer's page may give away. Everything else they know by heart and fill in.
GIVEN = frozenset({"name", "code_country"})
BLANK = "?"


@dataclass(frozen=True)
class Receipt:
    """A signature's newest entry. `total` and `proof` are there once a checkpoint covers it.

    `told` are the answers that the commitment was made of; those named in `asked` are blank.
    `salt` is base64, and both are empty once the signature was erased.
    """

    slug: str
    event: str
    number: int
    total: int | None
    leaf: str
    leaf_hash: str
    told: Mapping[str, str]
    asked: tuple[str, ...]
    salt: str
    proof: str

    @property
    def told_json(self) -> str:
        return json.dumps(self.told, ensure_ascii=False)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """The blank answers: as they are called in `told`, and in the reader's language."""
        labels = dict(SignatoryField.choices)
        return [(name, str(labels.get(name, name))) for name in self.asked]

    @property
    def is_proved(self) -> bool:
        return bool(self.proof)


def of(signature: Signature) -> Receipt | None:
    """None until the one writer has come to it.

    SECURITY: while a signature is put aside, the entry that says so is not pointed at. The older
    one is there all the same and can be proved; its signer is told when somebody has decided.
    """
    entries = signature.ledger_entries.order_by("-index")
    if signature.state == State.QUARANTINED:
        entries = entries.exclude(event=Event.INVALIDATED)
    entry = entries.first()
    if entry is None:
        return None
    petition, personal = signature.petition, signature.personal
    leaf = leaf_of(entry, petition.slug, petition.text_digest)
    included = queries.included(petition.pk, bytes(entry.leaf_hash))
    salt, told = _opening(personal if isinstance(personal, dict) else {})
    return Receipt(
        slug=petition.slug,
        event=entry.event,
        number=entry.index + 1,
        total=included.size if included else None,
        leaf=leaf.canonical().decode(),
        leaf_hash=bytes(entry.leaf_hash).hex(),
        told={name: value if name in GIVEN else BLANK for name, value in told.items()},
        asked=tuple(sorted(set(told) - GIVEN)),
        salt=salt,
        proof=included.proof.text() if included else "",
    )


def leaf_of(entry: LedgerEntry, slug: str, text_digest: str) -> Leaf:
    """What was hashed, out of the row."""
    return Leaf(
        slug,
        text_digest,
        entry.index,
        entry.event,
        entry.assurance,
        entry.country,
        entry.day,
        bytes(entry.commitment),
    )


def archive(receipt: Receipt) -> bytes:
    """A zip of small files, and how they are checked with tools that everybody can get."""
    origin = note.origin(receipt.slug)
    checkpoint = proof.read(receipt.proof).checkpoint
    _head, (public, *_others) = note.opened_by(checkpoint, keys.trusted())
    key = note.verifier_key(origin, public)
    how = render_to_string(
        "petitions/ledger/how-to-check.txt", {"receipt": receipt, "origin": origin}
    )
    files = {
        "HOW-TO-CHECK.txt": how.encode(),
        "key.txt": f"{key}\n".encode(),
        "leaf.json": receipt.leaf.encode(),
        "signature.tlog-proof": receipt.proof.encode(),
    }
    if receipt.salt:
        files["salt.bin"] = base64.b64decode(receipt.salt)
        files["told.json"] = rfc8785.dumps(dict(receipt.told))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as whole:
        for name, content in files.items():
            whole.writestr(zipfile.ZipInfo(name), content)
    return packed.getvalue()


def is_genuine(given: Proof) -> queries.Genuine | None:
    """Whether we gave this proof: signed by us, and true of the ledger as it is."""
    try:
        head, _signers = note.opened_by(given.checkpoint, keys.trusted())
    except note.NotSigned:
        return None
    found = queries.entry_behind(head, given.index)
    if found is None or not given.leads(found.leaf_hash, head):
        return None
    return found


def _opening(personal: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    told = {name: str(value) for name, value in personal.items() if name != "salt"}
    salt = str(personal.get("salt", ""))
    return (salt, told) if salt else ("", {})
