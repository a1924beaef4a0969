"""What a bundle carries of the ledger, and whether it holds: nothing vanished between two."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from asn1crypto import tsp
from django.utils.translation import gettext as _

from petitions.bundles import timestamp
from petitions.bundles.container import Container
from petitions.bundles.flaw import Flaw
from petitions.bundles.manifest import Ledger
from petitions.bundles.seal import Authorities
from petitions.bundles.timestamp import BadTimestamp
from petitions.ledger import keys, note, proof, queries, stamps
from petitions.ledger.note import Head, NotSigned
from petitions.ledger.proof import Consistency
from petitions.models import Bundle, Checkpoint

CHECKPOINT = "checkpoint.txt"
CONSISTENCY = "consistency.txt"
#: Made when it is sealed, like the seal on the cover, and so not in bundle.json.
STAMP = f"{CHECKPOINT}.tsr"


def frozen(checkpoint: Checkpoint) -> dict[str, Any]:
    """What the row keeps, so that settings may change until the bundle is written again."""
    head, (public, *_others) = note.opened_by(checkpoint.note, keys.trusted())
    return {
        "origin": head.origin,
        "size": head.size,
        "root": base64.b64encode(head.root).decode(),
        "key": note.verifier_key(head.origin, public),
    }


def ledger(bundle: Bundle, before: Bundle | None) -> Ledger | None:
    kept = bundle.frozen.get("ledger")
    if kept is None:
        return None
    earlier = before.frozen.get("ledger") if before else None
    return Ledger(**kept, previous=(earlier["size"], earlier["root"]) if earlier else None)


def files(bundle: Bundle, before: Bundle | None) -> dict[str, bytes]:
    """The checkpoint as it was published; from the second bundle on, the way from the first."""
    kept = ledger(bundle, before)
    if kept is None:
        return {}
    petition = bundle.target.petition_id
    signed = Checkpoint.objects.get(petition=petition, size=kept.size).note
    found = {CHECKPOINT: signed.encode()}
    if kept.previous:
        old, _root = kept.previous
        path = queries.consistency(petition, old, kept.size)
        found[CONSISTENCY] = Consistency(old, path, signed).text().encode()
    return found


def stamp(checkpoint: bytes, authorities: Authorities) -> bytes:
    """A timestamp over the checkpoint, as `openssl ts -verify -in` reads it (RFC 3161)."""
    digest = hashlib.sha256(checkpoint).digest()
    return stamps.answer(timestamp.fetch(digest, authorities.tsa_urls, authorities.trust))


def check(container: Container, told: Mapping[str, Any]) -> None:
    """Raises Flaw where the files and bundle.json say different things of the ledger."""
    try:
        _check(container, told.get("ledger"))
    except (NotSigned, UnicodeDecodeError) as error:
        raise Flaw(_("The checkpoint or the proof beside it is not as it should be.")) from error
    except (KeyError, TypeError, AttributeError) as error:
        raise Flaw(_("“bundle.json” cannot be read.")) from error


def _check(container: Container, kept: Mapping[str, Any] | None) -> None:
    before = kept["previous"] if kept else None
    expected = [CHECKPOINT] * bool(kept) + [CONSISTENCY] * bool(before)
    if expected != [name for name in (CHECKPOINT, CONSISTENCY) if name in container.members]:
        raise Flaw(_("The proofs of the ledger are not those that bundle.json names."))
    if STAMP in container.members:
        _check_stamp(container)
    if kept:
        head = _checked_head(container, kept)
        if before:
            _check_consistency(container, before, head)


def _checked_head(container: Container, kept: Mapping[str, Any]) -> Head:
    name, public = note.read_verifier_key(kept["key"])
    head = note.opened(container.read(CHECKPOINT).decode(), public)
    found = (name, head.origin, head.size, base64.b64encode(head.root).decode())
    if found != (kept["origin"], kept["origin"], kept["size"], kept["root"]):
        raise Flaw(_("The checkpoint is not the one that bundle.json names."))
    return head


def _check_stamp(container: Container) -> None:
    try:
        token = tsp.TimeStampResp.load(container.read(STAMP))["time_stamp_token"]
        timestamp.check_content(token.dump(), container.read(CHECKPOINT))
    except (ValueError, TypeError, KeyError, BadTimestamp) as error:
        raise Flaw(_("The timestamp of the checkpoint does not hold.")) from error


def _check_consistency(container: Container, before: Mapping[str, Any], head: Head) -> None:
    found = proof.read_consistency(container.read(CONSISTENCY).decode())
    is_ours = found.checkpoint.encode() == container.read(CHECKPOINT)
    old_root = note.unbase64(before["root"])
    if not (is_ours and found.old == before["size"] and found.holds(old_root, head)):
        raise Flaw(_("The ledger is not the one of the bundle before, with more at its end."))
