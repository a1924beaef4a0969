"""METS as the E-ARK specifications ask (CSIP and SIP 2.1): what lies where, with its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from lxml import etree

from petitions.bundles.payload import ORGANISATION
from petitions.packages import descriptive, xml
from petitions.packages.contents import Contents
from petitions.packages.xml import XSI, Elements, Placed

METS = "http://www.loc.gov/METS/"
XLINK = "http://www.w3.org/1999/xlink"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
SCHEMA = f"{METS} http://www.loc.gov/standards/mets/mets.xsd"
PREFIXES = {None: METS, "csip": CSIP, "sip": SIP, "xlink": XLINK, "xsi": XSI}
E = Elements(METS, PREFIXES)
CONTENT = f"{{{CSIP}}}CONTENTINFORMATIONTYPE"
OTHER_CONTENT = f"{{{CSIP}}}OTHERCONTENTINFORMATIONTYPE"
SOFTWARE_VERSION = "1"
NAME = "METS.xml"


@dataclass(frozen=True)
class Metadata:
    """The files that describe what a METS lists; of representations only PREMIS."""

    preserved: Placed
    described: Placed | None = None


def of_package(
    contents: Contents, metadata: Metadata, documentation: Sequence[Placed],
    schemas: Sequence[Placed], representations: Mapping[str, Placed],
) -> bytes:  # fmt: skip
    """The METS at the root: it lists the METS of each representation, not what these list."""
    groups = [
        _group("documentation", "Documentation", documentation),
        _group("schemas", "Schemas", schemas),
        *(
            _group(f"representation-{name}", f"Representations/{name}", [listed])
            for name, listed in representations.items()
        ),
    ]
    divisions = [
        _metadata_division(metadata),
        _division("documentation", "Documentation"),
        _division("schemas", "Schemas"),
        _representations(representations),
    ]
    return _document(contents, contents.identifier, metadata, groups, divisions)


def of_representation(
    contents: Contents, name: str, metadata: Metadata, files: Sequence[Placed]
) -> bytes:
    """The METS in the folder of a representation: each of its files."""
    groups = [_group("data", "Data", files)]
    divisions = [_metadata_division(metadata), _division("data", "Data")]
    return _document(contents, name, metadata, groups, divisions)


def _document(
    contents: Contents, name: str, metadata: Metadata,
    groups: Sequence[etree._Element], divisions: Sequence[etree._Element],
) -> bytes:  # fmt: skip
    root = E.mets(
        _header(contents),
        *_described(contents, metadata.described),
        _preserved(contents, metadata.preserved),
        E.fileSec(*groups, ID="files"),
        E.structMap(
            E.div(*divisions, ID="structure", LABEL=name),
            ID="structure-map", TYPE="PHYSICAL", LABEL="CSIP",
        ),
        {
            "OBJID": name,
            "LABEL": xml.words(contents.title),
            "TYPE": "Mixed",
            "PROFILE": PROFILE,
            CONTENT: "MIXED",
            f"{{{XSI}}}schemaLocation": SCHEMA,
        },
    )  # fmt: skip
    made = xml.moment(contents.made_at)
    for each in root.iter(f"{{{METS}}}file", f"{{{METS}}}mdRef"):
        each.set("CREATED", made)
    return xml.document(root)


def _header(contents: Contents) -> etree._Element:
    made = xml.moment(contents.made_at)
    house = settings.SITE_URL
    agreement = [E.altRecordID(contents.agreement, TYPE="SUBMISSIONAGREEMENT")]
    return E.metsHdr(
        _agent("CREATOR", "OTHER", ORGANISATION, ("SOFTWARE VERSION", SOFTWARE_VERSION)),
        _agent("ARCHIVIST", "ORGANIZATION", ORGANISATION, ("IDENTIFICATIONCODE", house)),
        _agent("SUBMITTER", "ORGANIZATION", ORGANISATION, ("IDENTIFICATIONCODE", house)),
        _agent("PRESERVATION", "ORGANIZATION", contents.archive),
        *(agreement if contents.agreement else []),
        {
            "CREATEDATE": made,
            "LASTMODDATE": made,
            "RECORDSTATUS": "NEW",
            f"{{{CSIP}}}OAISPACKAGETYPE": "SIP",
        },
    )


def _agent(role: str, kind: str, name: str, note: tuple[str, str] | None = None) -> etree._Element:
    roles = {"ROLE": "OTHER", "OTHERROLE": role} if role == "SUBMITTER" else {"ROLE": role}
    kinds = {"TYPE": kind, "OTHERTYPE": "SOFTWARE"} if kind == "OTHER" else {"TYPE": kind}
    told = [E.note(note[1], {f"{{{CSIP}}}NOTETYPE": note[0]})] if note else []
    return E.agent(E.name(xml.words(name)), *told, roles | kinds)


def _described(contents: Contents, file: Placed | None) -> list[etree._Element]:
    if file is None:
        return []
    made = xml.moment(contents.made_at)
    reference = _reference(file, "DC", descriptive.VERSION)
    return [E.dmdSec(reference, ID="described", CREATED=made, STATUS="CURRENT")]


def _preserved(contents: Contents, file: Placed) -> etree._Element:
    made = xml.moment(contents.made_at)
    reference = _reference(file, "PREMIS", "3.0")
    return E.amdSec(E.digiprovMD(reference, ID="preserved", CREATED=made, STATUS="CURRENT"))


def _reference(file: Placed, kind: str, version: str) -> etree._Element:
    return E.mdRef(
        {"MDTYPE": kind, "MDTYPEVERSION": version, **_place(file.name), **_measured(file)}
    )


def _group(name: str, use: str, files: Sequence[Placed]) -> etree._Element:
    listed = (
        E.file(E.FLocat(_place(file.name)), _measured(file), ID=f"{name}-{number}")
        for number, file in enumerate(files, 1)
    )
    kind = {CONTENT: "OTHER", OTHER_CONTENT: ORGANISATION}
    return E.fileGrp(*listed, kind, ID=f"files-{name}", USE=use)


def _division(name: str, label: str) -> etree._Element:
    return E.div(E.fptr(FILEID=f"files-{name}"), ID=f"structure-{name}", LABEL=label)


def _metadata_division(metadata: Metadata) -> etree._Element:
    described = {"DMDID": "described"} if metadata.described else {}
    return E.div(described, ID="structure-metadata", LABEL="Metadata", ADMID="preserved")


def _representations(listed: Mapping[str, Placed]) -> etree._Element:
    """A division for each, with a pointer to its METS, which tells the rest."""
    groups = {name: f"files-representation-{name}" for name in listed}
    parts = (
        E.div(
            E.mptr({**_place(file.name), f"{{{XLINK}}}title": groups[name]}),
            ID=f"structure-representation-{name}",
            LABEL=f"Representations/{name}",
        )
        for name, file in listed.items()
    )
    pointers = (E.fptr(FILEID=group) for group in groups.values())
    label = "Representations"
    return E.div(*pointers, *parts, ID="structure-representations", LABEL=label)


def _place(name: str) -> dict[str, str]:
    return {"LOCTYPE": "URL", f"{{{XLINK}}}type": "simple", f"{{{XLINK}}}href": name}


def _measured(file: Placed) -> dict[str, str]:
    return {
        "MIMETYPE": file.kind,
        "SIZE": str(file.entry.size),
        "CHECKSUM": file.sha256.upper(),
        "CHECKSUMTYPE": "SHA-256",
    }
