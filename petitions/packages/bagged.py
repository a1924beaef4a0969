"""The same as a plain bag (BagIt 1.0, RFC 8493), written in one pass: the tags come last."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from django.utils.timezone import localdate

from petitions.bundles import bag
from petitions.bundles.payload import ORGANISATION
from petitions.bundles.stored_zip import Entry, StoredZip
from petitions.packages import descriptive, premis, reading_guide, xml
from petitions.packages.contents import Contents, Representation
from petitions.packages.xml import Placed


def write(target: Path, contents: Contents) -> None:
    """Holds one block of one file at a time."""
    root = contents.identifier
    with StoredZip(target, may_be_large=True) as zipped:
        payload = list(_payload(zipped, contents))
        tags = [
            zipped.add_bytes(f"{root}/bagit.txt", bag.DECLARATION.encode()),
            zipped.add_bytes(f"{root}/bag-info.txt", _about(contents, payload).encode()),
            zipped.add_bytes(f"{root}/manifest-sha256.txt", bag.lines(root, payload)),
        ]
        zipped.add_bytes(f"{root}/tagmanifest-sha256.txt", bag.lines(root, tags))


def _payload(zipped: StoredZip, contents: Contents) -> Iterator[Entry]:
    data = f"{contents.identifier}/data"
    for part in contents.representations:
        files = list(_files(zipped, data, part))
        yield from (file.entry for file in files)
        told = premis.of_files(contents, part.name, files)
        yield zipped.add_bytes(f"{data}/metadata/premis-{part.name}.xml", told)
    yield zipped.add_bytes(f"{data}/metadata/premis.xml", premis.of_package(contents))
    yield zipped.add_bytes(f"{data}/metadata/dc.xml", descriptive.dublin_core(contents))
    yield zipped.add_bytes(f"{data}/README.txt", reading_guide.text(contents))


def _files(zipped: StoredZip, data: str, part: Representation) -> Iterator[Placed]:
    for piece in part.pieces:
        entry = zipped.add_blocks(f"{data}/{part.name}/{piece.name}", piece.blocks())
        piece.must_be(entry)
        yield Placed(f"{part.name}/{piece.name}", piece.kind, entry, piece.called)


def _about(contents: Contents, payload: list[Entry]) -> str:
    size = sum(entry.size for entry in payload)
    agreement = [f"Submission-Agreement: {contents.agreement}"] if contents.agreement else []
    told = [
        f"Bagging-Date: {localdate(contents.made_at).isoformat()}",
        f"External-Identifier: {contents.identifier}",
        f"External-Description: {xml.words(' '.join(contents.title.split()))}",
        f"Payload-Oxum: {size}.{len(payload)}",
        f"Source-Organization: {ORGANISATION}",
        f"Recipient: {contents.archive}",
        *agreement,
    ]
    return "".join(f"{line}\n" for line in told)
