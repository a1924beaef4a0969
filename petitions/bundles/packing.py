"""From the written files of a bundle to one sealed file."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

from petitions.bundles import checkpoints, manifest, pades, seal
from petitions.bundles.asice import Member
from petitions.bundles.durable import whole
from petitions.bundles.seal import Authorities, Signer


class Changed(Exception):
    """A file of the payload is not what was written."""


def pack(
    payload: Path,
    scratch: Path,
    target: Path,
    seals: tuple[Signer, Authorities | None],
    known: Mapping[str, str] | None = None,
) -> None:
    """Seal the covers, stamp the checkpoint, list the digests, seal all into the target.

    `known` are the SHA-256 (hex) of the files to take, as they were written; without it everything
    is taken as it lies there. A file that is not what was written raises `Changed`: each is read
    once here, and large ones are not read before. The payload stays as it is, so that the next
    attempt starts from the same bytes. What is sealed lies in `scratch`, an empty folder, which
    the caller removes. The target is not synced to the disk: that can be done while it is checked.
    """
    signer, authorities = seals
    known = known or {path.name: manifest.measure(path).sha256 for path in payload.iterdir()}
    paths = {name: payload / name for name in sorted(known)}
    digests = dict(known)
    for name in [name for name in paths if name.startswith("cover.")]:
        sealed = scratch / name
        cover = paths[name].read_bytes()
        _must_be(name, hashlib.sha256(cover).hexdigest(), digests)
        lasting = settings.SEAL_ARCHIVE
        sealed.write_bytes(pades.write(cover, signer, authorities, is_for_archives=lasting))
        paths[name], digests[name] = sealed, manifest.measure(sealed).sha256
    if authorities and checkpoints.CHECKPOINT in paths:
        stamp = scratch / checkpoints.STAMP
        checkpoint = paths[checkpoints.CHECKPOINT].read_bytes()
        stamp.write_bytes(checkpoints.stamp(checkpoint, authorities))
        paths[stamp.name], digests[stamp.name] = stamp, manifest.measure(stamp).sha256
    listed = scratch / manifest.CHECKSUMS
    listed.write_bytes(manifest.checksums(digests))
    paths[manifest.CHECKSUMS] = listed
    digests[manifest.CHECKSUMS] = manifest.measure(listed).sha256
    members = [Member(name, path) for name, path in paths.items()]
    with whole(target, is_kept=False) as part:
        for entry in seal.write(part, members, signer, authorities):
            _must_be(entry.name, entry.digest.hex(), digests)


def _must_be(name: str, found: str, known: Mapping[str, str]) -> None:
    if known[name] != found:
        raise Changed(name)
