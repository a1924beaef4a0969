"""BagIt 1.0 (RFC 8493) in a stored zip: the lists as an archive keeps them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from petitions.bundles.manifest import File
from petitions.bundles.stored_zip import Entry, StoredZip

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True)
class Label:
    identifier: str
    bagged_on: date
    organisation: str


def write(
    target: Path,
    label: Label,
    payload: Mapping[str, Path],
    known: Mapping[str, File] = MappingProxyType({}),
) -> None:
    """Store the payload under ``data/``. What is not known is hashed and zipped in one pass."""
    root = label.identifier
    sizes = [path.stat().st_size for path in payload.values()]
    about = (
        f"Bagging-Date: {label.bagged_on.isoformat()}\n"
        f"External-Identifier: {label.identifier}\n"
        f"Payload-Oxum: {sum(sizes)}.{len(sizes)}\n"
        f"Source-Organization: {label.organisation}\n"
    )
    with StoredZip(target) as bag:
        tags = [
            bag.add_bytes(f"{root}/bag-info.txt", about.encode()),
            bag.add_bytes(f"{root}/bagit.txt", DECLARATION.encode()),
        ]
        content = [
            bag.add_known(f"{root}/data/{name}", payload[name], known[name])
            if name in known
            else bag.add(f"{root}/data/{name}", payload[name])
            for name in sorted(payload)
        ]
        manifest = lines(root, content)
        tags.append(bag.add_bytes(f"{root}/manifest-sha256.txt", manifest))
        bag.add_bytes(f"{root}/tagmanifest-sha256.txt", lines(root, tags))


def lines(root: str, entries: Sequence[Entry]) -> bytes:
    """A manifest: the digest of each file, and its place below the folder of the bag."""
    listed = (f"{e.digest.hex()}  {e.name.removeprefix(f'{root}/')}\n" for e in entries)
    return "".join(listed).encode()
