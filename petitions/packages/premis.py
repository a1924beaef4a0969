"""PREMIS 3.0: the files with their digests, what happened to them, who did it, by whose leave.

Nobody is named: who acted is a role, as in the custody history beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from lxml import etree

from petitions.bundles.payload import ORGANISATION
from petitions.packages import xml
from petitions.packages.contents import Contents, Event, Rights
from petitions.packages.xml import XSI, Elements, Placed

PREMIS = "http://www.loc.gov/premis/v3"
E = Elements(PREMIS, {"premis": PREMIS, "xsi": XSI})
TYPE = f"{{{XSI}}}type"
LOCAL = "local"
SOFTWARE = "software"
MADE = "information package creation"


def of_package(contents: Contents) -> bytes:
    """The whole, its representations, its history, and the consent that it relies on."""
    about = contents.identifier
    made = Event(MADE, "package.asked", contents.made_at, SOFTWARE)
    events = [*contents.events, made]
    roles = sorted({event.by for event in events})
    parts = [_representation(about, part.name) for part in contents.representations]
    whole = E.object(_identifier("object", about), {TYPE: "premis:intellectualEntity"})
    return _document(
        [
            whole,
            *parts,
            *(_event(about, number, event) for number, event in enumerate(events, 1)),
            *(_agent(role) for role in roles),
            *([_rights(contents, contents.rights)] if contents.rights else []),
        ]
    )


def of_files(contents: Contents, representation: str, files: Sequence[Placed]) -> bytes:
    """Each file with its size, its digest, and as what it came."""
    return _document(
        [
            _representation(contents.identifier, representation),
            *(_file(contents.identifier, representation, file) for file in files),
        ]
    )


def _document(parts: Iterable[etree._Element]) -> bytes:
    return xml.document(E.premis(*parts, version="3.0"))


def _identifier(what: str, value: str) -> etree._Element:
    return E(
        f"{what}Identifier",
        E(f"{what}IdentifierType", LOCAL),
        E(f"{what}IdentifierValue", value),
    )


def _representation(about: str, name: str) -> etree._Element:
    return E.object(
        _identifier("object", f"{about}/{name}"),
        E.relationship(
            E.relationshipType("structural"),
            E.relationshipSubType("is Part Of"),
            E.relatedObjectIdentifier(
                E.relatedObjectIdentifierType(LOCAL), E.relatedObjectIdentifierValue(about)
            ),
        ),
        {TYPE: "premis:representation"},
    )


def _file(about: str, representation: str, file: Placed) -> etree._Element:
    parts = [
        _identifier("object", f"{about}/{representation}/{file.name}"),
        E.objectCharacteristics(
            E.compositionLevel("0"),
            E.fixity(E.messageDigestAlgorithm("SHA-256"), E.messageDigest(file.sha256)),
            E.size(str(file.entry.size)),
            E.format(E.formatDesignation(E.formatName(file.kind))),
        ),
    ]
    if file.called:
        parts.append(E.originalName(xml.words(file.called)))
    return E.object(*parts, {TYPE: "premis:file"})


def _event(about: str, number: int, event: Event) -> etree._Element:
    return E.event(
        _identifier("event", f"{about}/event/{number}"),
        E.eventType(event.kind),
        E.eventDateTime(xml.moment(event.at)),
        E.eventDetailInformation(E.eventDetail(event.code)),
        E.linkingAgentIdentifier(
            E.linkingAgentIdentifierType(LOCAL), E.linkingAgentIdentifierValue(event.by)
        ),
        E.linkingObjectIdentifier(
            E.linkingObjectIdentifierType(LOCAL), E.linkingObjectIdentifierValue(about)
        ),
    )


def _agent(role: str) -> etree._Element:
    is_ours = role == SOFTWARE
    return E.agent(
        _identifier("agent", role),
        E.agentName(ORGANISATION if is_ours else role),
        E.agentType(SOFTWARE if is_ours else "role"),
    )


def _rights(contents: Contents, rights: Rights) -> etree._Element:
    return E.rights(
        E.rightsStatement(
            _identifier("rightsStatement", f"{contents.identifier}/rights"),
            E.rightsBasis("other"),
            E.otherRightsInformation(
                E.otherRightsBasis(rights.basis), E.otherRightsNote(xml.words(rights.note))
            ),
            *(E.rightsGranted(E.act(act)) for act in rights.acts),
            E.linkingObjectIdentifier(
                E.linkingObjectIdentifierType(LOCAL),
                E.linkingObjectIdentifierValue(contents.identifier),
            ),
        )
    )
