"""An E-ARK submission package (CSIP and SIP 2.1) as one stored zip, written in one pass."""

from __future__ import annotations

from pathlib import Path

from petitions.bundles.stored_zip import StoredZip
from petitions.packages import descriptive, mets, premis, reading_guide
from petitions.packages.contents import Contents, Representation
from petitions.packages.mets import Metadata
from petitions.packages.xml import XML, Placed

TEXT = "text/plain"
PRESERVED = "metadata/preservation/premis.xml"
DESCRIBED = "metadata/descriptive/dc.xml"


class Package:
    """The zip, with everything below the one folder that the package is."""

    def __init__(self, zipped: StoredZip, contents: Contents) -> None:
        self.zip, self.contents = zipped, contents

    def put(self, name: str, kind: str, content: bytes, *, under: str = "") -> Placed:
        """Named from the folder of the METS that will list it."""
        place = f"{self.contents.identifier}/{under}{name}"
        return Placed(name, kind, self.zip.add_bytes(place, content))

    def put_representation(self, part: Representation) -> Placed:
        """Its files, and the METS that lists them; returns that METS."""
        under = f"representations/{part.name}/"
        files = []
        for piece in part.pieces:
            name = f"data/{piece.name}"
            place = f"{self.contents.identifier}/{under}{name}"
            entry = self.zip.add_blocks(place, piece.blocks())
            piece.must_be(entry)
            files.append(Placed(name, piece.kind, entry, piece.called))
        told = premis.of_files(self.contents, part.name, files)
        preserved = self.put(PRESERVED, XML, told, under=under)
        listed = mets.of_representation(self.contents, part.name, Metadata(preserved), files)
        return self.put(f"{under}{mets.NAME}", XML, listed)


def write(target: Path, contents: Contents) -> None:
    """Holds one block of one file at a time, and what is to be said of each."""
    with StoredZip(target, may_be_large=True) as zipped:
        package = Package(zipped, contents)
        listed = {part.name: package.put_representation(part) for part in contents.representations}
        metadata = Metadata(
            preserved=package.put(PRESERVED, XML, premis.of_package(contents)),
            described=package.put(DESCRIBED, XML, descriptive.dublin_core(contents)),
        )
        guide = package.put("documentation/README.txt", TEXT, reading_guide.text(contents))
        schemas = package.put("schemas/README.txt", TEXT, reading_guide.SCHEMAS.encode())
        root = mets.of_package(contents, metadata, [guide], [schemas], listed)
        package.put(mets.NAME, XML, root)
