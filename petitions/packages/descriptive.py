"""What a package is about, in Dublin Core: simple elements, as archives take them in."""

from __future__ import annotations

from petitions.packages import xml
from petitions.packages.contents import Contents
from petitions.packages.xml import Elements

DC = "http://purl.org/dc/elements/1.1/"
#: As METS names the schema (simpledc20021212.xsd).
VERSION = "SimpleDC20021212"
E = Elements(DC, {None: DC})


def dublin_core(contents: Contents) -> bytes:
    told = [("identifier", contents.identifier), ("title", contents.title), *contents.described]
    return xml.document(E.simpledc(*(E(element, xml.words(said)) for element, said in told)))
