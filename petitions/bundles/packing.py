"""From the written files of a bundle to one sealed file."""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.conf import settings

from petitions.bundles import checkpoints, manifest, pades, seal
from petitions.bundles.asice import Member
from petitions.bundles.durable import whole
from petitions.bundles.manifest import File
from petitions.bundles.seal import Authorities, Signer
from petitions.bundles.stretches import Torn

Seals = tuple[Signer, Authorities | None]


class Changed(Exception):
    """A file of the payload is not what was written."""


def pack(
    payload: Path,
    scratch: Path,
    target: Path,
    seals: Seals,
    known: Mapping[str, str] | None = None,
    measured: Mapping[str, File] | None = None,
) -> None:
    """Seal the covers, stamp the checkpoint, list the digests, seal all into the target.

    `known` are the SHA-256 (hex) of the files to take, as they were written; without it everything
    is taken as it lies there. Each is read once here, and one that is not what was written raises
    `Changed`. What is `measured` was read by this process when it was written, and is only copied;
    if it was changed since, those see it who check what is packed.

    The payload stays as it is, so that the next attempt starts from the same bytes. What is sealed
    lies in `scratch`, an empty folder, which the caller removes. The target is not synced to the
    disk: that can be done while it is checked.
    """
    signer, authorities = seals
    files = _files(payload, known, measured or {})
    paths = {name: payload / name for name in files}
    for path in (*_covers(scratch, paths, files, seals), *_stamp(scratch, paths, authorities)):
        paths[path.name], files[path.name] = path, manifest.measure(path)
    listed = scratch / manifest.CHECKSUMS
    listed.write_bytes(manifest.checksums({name: file.sha256 for name, file in files.items()}))
    paths[listed.name], files[listed.name] = listed, manifest.measure(listed)
    members = [Member(name, path, files[name]) for name, path in paths.items()]
    with whole(target, is_kept=False) as part:
        try:
            seal.write(part, members, signer, authorities)
        except Torn as torn:
            raise Changed(torn.path.name) from torn


def _files(
    payload: Path, known: Mapping[str, str] | None, measured: Mapping[str, File]
) -> dict[str, File]:
    names = sorted(known or (path.name for path in payload.iterdir()))
    files = {name: measured.get(name) or manifest.measure(payload / name) for name in names}
    for name, sha256 in (known or {}).items():
        if files[name].sha256 != sha256:
            raise Changed(name)
    return files


def _covers(
    scratch: Path, paths: Mapping[str, Path], files: Mapping[str, File], seals: Seals
) -> Iterator[Path]:
    signer, authorities = seals
    for name in [name for name in paths if name.startswith("cover.")]:
        cover = paths[name].read_bytes()
        if hashlib.sha256(cover).hexdigest() != files[name].sha256:
            raise Changed(name)
        lasting = settings.SEAL_ARCHIVE
        sealed = pades.write(cover, signer, authorities, is_for_archives=lasting)
        (scratch / name).write_bytes(sealed)
        yield scratch / name


def _stamp(
    scratch: Path, paths: Mapping[str, Path], authorities: Authorities | None
) -> Iterator[Path]:
    if authorities and checkpoints.CHECKPOINT in paths:
        stamp = scratch / checkpoints.STAMP
        checkpoint = paths[checkpoints.CHECKPOINT].read_bytes()
        stamp.write_bytes(checkpoints.stamp(checkpoint, authorities))
        yield stamp
