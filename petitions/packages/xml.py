"""What the XML files of a package have in common: how words, times and files are written."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

from lxml import etree
from lxml.builder import ElementMaker

from petitions.bundles.stored_zip import Entry

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "text/xml"
#: What XML 1.0 cannot carry in any form (production 2, "Char").
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Placed:
    """A file that lies in the package, named from the folder of the METS that lists it."""

    name: str
    kind: str
    entry: Entry
    called: str = ""

    @property
    def sha256(self) -> str:
        return self.entry.digest.hex()


class Elements:
    """Those of one namespace: ``E.note("words", {"TYPE": "x"}, ID="y")``."""

    def __init__(self, namespace: str, prefixes: Mapping[str | None, str]) -> None:
        self._make = ElementMaker(namespace=namespace, nsmap=prefixes)

    def __call__(self, name: str, *parts: Any, **attributes: str) -> etree._Element:
        return cast("etree._Element", self._make(name, *parts, **attributes))

    def __getattr__(self, name: str) -> Callable[..., etree._Element]:
        return partial(self, name)


def words(text: str) -> str:
    """What no XML can carry is named by its code point, never lost silently."""
    return NOT_IN_XML.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)


def moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def document(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
