"""What an archivist reads first: what this is, how it is ordered, and how to check it."""

from __future__ import annotations

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from petitions.bundles import documents
from petitions.packages import xml
from petitions.packages.contents import Contents

#: Where the schemas of the XML files are published; they are not copied into each package.
SCHEMAS = """\
METS      http://www.loc.gov/standards/mets/mets.xsd
CSIP      https://earkcsip.dilcis.eu/schema/DILCISExtensionMETS.xsd
SIP       https://earksip.dilcis.eu/schema/DILCISExtensionSIPMETS.xsd
xlink     http://www.w3.org/1999/xlink.xsd
PREMIS    https://www.loc.gov/standards/premis/premis.xsd
DC        https://dublincore.org/schemas/xmls/simpledc20021212.xsd
"""
LANGUAGE = "en"  # an archive of any country reads it


def text(contents: Contents) -> bytes:
    with translation.override(LANGUAGE):
        mark = documents.test_mark(settings.LOCAL)
        parts = [
            *([mark] if mark else []),
            xml.words(contents.title),
            contents.identifier,
            _(
                "This package was made by Atmintis for an archive. It names nobody who has not"
                " agreed that an archive keeps it for its readers."
            ),
            *(f"{part.label}\n{_listed(part.guide)}" for part in contents.representations),
            _checking(),
        ]
    return ("\n\n".join(parts) + "\n").encode()


def _listed(guide: tuple[tuple[str, str], ...]) -> str:
    return "\n".join(f"- {name}: {said}" for name, said in guide)


def _checking() -> str:
    return _(
        "To check it: the digest of each file (SHA-256) stands in METS.xml of its representation,"
        " or in manifest-sha256.txt of the bag. Everything stands once more in PREMIS. Nobody of"
        " the staff is named; the history says what happened, when, and in which role."
    )
