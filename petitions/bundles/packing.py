"""From the written files of a bundle to one sealed file."""

from collections.abc import Collection
from pathlib import Path

from petitions.bundles import checkpoints, manifest, pades, seal
from petitions.bundles.asice import Member
from petitions.bundles.durable import whole
from petitions.bundles.seal import Authorities, Signer


def pack(
    payload: Path,
    scratch: Path,
    target: Path,
    seals: tuple[Signer, Authorities | None],
    names: Collection[str] | None = None,
) -> None:
    """Seal the covers, stamp the checkpoint, list the digests, seal all into the target.

    `names` are the files of one part, unless everything goes into one container. The payload
    stays as it is, so that the next attempt starts from the same bytes. What is sealed lies in
    `scratch`, an empty folder, which the caller removes.
    """
    signer, authorities = seals
    paths = {p.name: p for p in sorted(payload.iterdir()) if names is None or p.name in names}
    for name in [name for name in paths if name.startswith("cover.")]:
        sealed = scratch / name
        sealed.write_bytes(pades.write(paths[name].read_bytes(), signer, authorities))
        paths[name] = sealed
    if authorities and checkpoints.CHECKPOINT in paths:
        paths[checkpoints.STAMP] = scratch / checkpoints.STAMP
        stamp = checkpoints.stamp(paths[checkpoints.CHECKPOINT].read_bytes(), authorities)
        paths[checkpoints.STAMP].write_bytes(stamp)
    listed = scratch / manifest.CHECKSUMS
    measured = {name: manifest.measure(path) for name, path in paths.items()}
    listed.write_bytes(manifest.checksums(measured))
    paths[manifest.CHECKSUMS] = listed
    members = [Member(name, path) for name, path in paths.items()]
    with whole(target) as part:
        seal.write(part, members, signer, authorities)
