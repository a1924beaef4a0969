"""The container: ASiC-E (EN 319 162-1), streamed, and the same bytes for the same members.

Flat ASCII names, nothing empty, less than 2 GiB in all, and every member is signed: the DigiDoc
library refuses, or cannot read, anything else.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _
from lxml import etree

from petitions.bundles.manifest import File
from petitions.bundles.stored_zip import Entry, StoredZip
from testimonies.errors import Refusal

MEDIA_TYPE = "application/vnd.etsi.asic-e+zip"
MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
MANIFEST_NAME = "META-INF/manifest.xml"
SIGNATURES = "META-INF/signatures0.xml"
LARGEST = 2 * 1024**3 - 1
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*", re.ASCII)
MEDIA_TYPES = {
    ".age": "application/octet-stream",
    ".cdoc2": "application/octet-stream",
    ".asice": MEDIA_TYPE,
    ".csv": "text/csv",
    ".json": "application/json",
    ".pdf": "application/pdf",
    ".tsr": "application/timestamp-reply",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class Member:
    """What goes in. One that was measured is not read again to be packed."""

    name: str
    path: Path
    known: File | None = None

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES.get(Path(self.name).suffix, "application/octet-stream")


@dataclass(frozen=True)
class Reference:
    """What a signature says about one member."""

    name: str
    media_type: str
    digest: bytes


class NotAMember(Refusal):
    """A file that a container of ours must not carry."""


Sign = Callable[[Sequence[Reference]], bytes]  # the references → the XML of the signature


def write(target: Path, members: Iterable[Member], sign: Sign | None) -> list[Entry]:
    """Store the members sorted by name, then the signature over all of them, if one signs.

    Raises `Torn` for a measured member that has another size now; what is in it, those see who
    check the container.
    """
    chosen = sorted(members, key=lambda member: member.name)
    _must_fit(chosen)
    with StoredZip(target) as container:
        container.add_bytes("mimetype", MEDIA_TYPE.encode())
        types = [(member.name, member.media_type) for member in chosen]
        container.add_bytes(MANIFEST_NAME, package_list(types))
        entries = [
            container.add_known(member.name, member.path, member.known)
            if member.known
            else container.add(member.name, member.path)
            for member in chosen
        ]
        references = [
            Reference(member.name, member.media_type, entry.digest)
            for member, entry in zip(chosen, entries, strict=True)
        ]
        if sign is not None:
            container.add_bytes(SIGNATURES, sign(references))
    return entries


def _must_fit(members: Sequence[Member]) -> None:
    if not members:
        raise NotAMember(_("A container needs at least one file."))
    names = [member.name for member in members]
    for name in names:
        if not NAME.fullmatch(name) or name == "mimetype":
            raise NotAMember(_("“%(name)s” is not a name for a bundled file.") % {"name": name})
    twice = [name for name, count in Counter(names).items() if count > 1]
    if twice:
        raise NotAMember(_("Two bundled files are called “%(name)s”.") % {"name": twice[0]})
    sizes = [member.path.stat().st_size for member in members]
    if not all(sizes):
        empty = names[sizes.index(0)]
        raise NotAMember(_("“%(name)s” is empty, and empty files are refused.") % {"name": empty})
    if sum(sizes) > LARGEST:
        raise NotAMember(_("The files make more than 2 GB, which DigiDoc cannot open."))


def package_list(types: Sequence[tuple[str, str]]) -> bytes:
    """META-INF/manifest.xml of files with their media types, as other programs look for it."""
    root = etree.Element(f"{{{MANIFEST}}}manifest", nsmap={"manifest": MANIFEST})
    root.set(f"{{{MANIFEST}}}version", "1.2")
    for path, media_type in [("/", MEDIA_TYPE), *types]:
        entry = etree.SubElement(root, f"{{{MANIFEST}}}file-entry")
        entry.set(f"{{{MANIFEST}}}full-path", path)
        entry.set(f"{{{MANIFEST}}}media-type", media_type)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")
