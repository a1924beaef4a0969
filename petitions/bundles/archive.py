"""The archive copy: the delivered container with one more timestamp over everything (B-LTA).

Nothing in it changes but its signatures, which only grow; the delivered file stays as it is.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.conf import settings

from petitions.bundles import archive_stamp, signature_check, signed_xml, timestamp, xades
from petitions.bundles.container import Container, opened
from petitions.bundles.durable import whole
from petitions.bundles.seal import Authorities
from petitions.bundles.stored_zip import StoredZip
from petitions.bundles.timestamp import Timestamp
from petitions.bundles.xades import DS


def extend(source: Path, target: Path, authorities: Authorities) -> None:
    """Write a copy in which each signature has another archive timestamp.

    Works on B-LT as on B-LTA. Raises Flaw when the file is not whole, AuthorityFailed without a
    timestamp.
    """
    with opened(source) as container:
        signature_check.check(container)
        stamped = {name: _stamped(container, name, authorities) for name in container.signatures}
        with whole(target) as part, StoredZip(part) as copy:
            for name in container.names:
                if name in stamped:
                    copy.add_bytes(name, stamped[name])
                else:
                    copy.add_blocks(name, container.blocks(name))


def good_until(stamp: Timestamp) -> datetime:
    """When its certificate ends, or the first of its algorithms that ALGORITHMS_END names."""
    key = stamp.by.public_key()
    names = {archive_stamp.DIGEST}
    if stamp.by.signature_hash_algorithm:
        names.add(stamp.by.signature_hash_algorithm.name)
    if isinstance(key, rsa.RSAPublicKey):
        names.add(f"rsa{key.key_size}")
    elif isinstance(key, ec.EllipticCurvePublicKey):
        names.add(f"ecdsa{key.key_size}")
    ends = [_ends(settings.ALGORITHMS_END[n]) for n in names & settings.ALGORITHMS_END.keys()]
    return min([stamp.by.not_valid_after_utc, *ends])


def _ends(day: date) -> datetime:
    return datetime.combine(day, time.max, UTC)


def _stamped(container: Container, name: str, authorities: Authorities) -> bytes:
    root = signed_xml.parse(container.read(name))
    for signature in root.findall(f"{{{DS}}}Signature"):
        digest = archive_stamp.digest(signature, container)
        token = timestamp.fetch(
            digest, authorities.tsa_urls, authorities.trust, algorithm=archive_stamp.DIGEST
        )
        archive_stamp.add(signature, token)
    return xades.written(root)
