"""What Lithuanian documents (ADOC) say of themselves beside their text, and how much they may.

SECURITY: a signature must not be taken for another text than the statement. So descriptions are
XML of Lithuania's archives and nothing else, short, and name the statement as the only document.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from petitions.bundles import signed_xml
from petitions.bundles.container import Container
from petitions.bundles.xades import Element
from petitions.signing.qualified.reasons import Reason, Wrong

RELATIONS = "META-INF/relations.xml"
METADATA = re.compile(r"metadata/(?:un)?signableMetadata[0-9]{1,3}\.xml", re.ASCII)
BESIDE = rf"{re.escape(RELATIONS)}|META-INF/manifest\.xml"
#: Of these, parts may be signed; of those for which Lithuania's rules ask no signature, nothing.
IN_PART = re.compile(f"{METADATA.pattern}|{BESIDE}", re.ASCII)
UNSIGNED = re.compile(rf"metadata/unsignableMetadata[0-9]{{1,3}}\.xml|{BESIDE}", re.ASCII)
ARCHIVES = "{http://www.archyvai.lt/adoc/"
MAIN, OTHERS = "/content/main", ("/content/appendix", "/content/attachment")
LARGEST = 64 << 10
LONGEST_VALUE = 500
#: About a page. A whole statement is several.
LONGEST = 4_000


def documents_in(container: Container) -> list[str]:
    return [name for name in container.members if not METADATA.fullmatch(name)]


def are_in(container: Container) -> bool:
    return container.has(RELATIONS) or len(documents_in(container)) != len(container.members)


def must_be_about(container: Container, document: str) -> None:
    """Raises `Wrong` where they hold another text, or another document than this one."""
    names = [name for name in container.members if METADATA.fullmatch(name)]
    roots = [_root(container, name) for name in names]
    _must_be_short(roots)
    if container.has(RELATIONS):
        _must_name(_root(container, RELATIONS), document)


def _root(container: Container, name: str) -> Element:
    if container.size(name) > LARGEST:
        raise Wrong(Reason.DESCRIPTION)
    root = signed_xml.parse(container.read(name))
    if not root.tag.startswith(ARCHIVES):
        raise Wrong(Reason.DESCRIPTION)
    return root


def _must_be_short(roots: Sequence[Element]) -> None:
    values = [
        said.strip()
        for root in roots
        for element in root.iter()
        for said in (element.text or "", element.tail or "", *element.attrib.values())
    ]
    if max(map(len, values), default=0) > LONGEST_VALUE or sum(map(len, values)) > LONGEST:
        raise Wrong(Reason.DESCRIPTION)


def _must_name(relations: Element, document: str) -> None:
    kinds = [
        (element.get("type", ""), element.get("full-path", "").removeprefix("/"))
        for element in relations.iter()
    ]
    main = [path for kind, path in kinds if kind.endswith(MAIN)]
    if main != [document] or any(kind.endswith(OTHERS) for kind, _path in kinds):
        raise Wrong(Reason.DESCRIPTION)
