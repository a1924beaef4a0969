"""Signing a part of an XML file, as ADOC does with its descriptions (XML Signature, 6.6)."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from petitions.bundles import signed_xml
from petitions.bundles.flaw import Flaw
from petitions.bundles.xades import DS, Element

XPATH = "http://www.w3.org/TR/1999/REC-xpath-19991116"
#: The one expression that we read: an element by its identifier, with everything inside it.
ONE = re.compile(r"\s*ancestor-or-self::\*\[\s*@(ID|Id|id)\s*=\s*(['\"])([\w.-]{1,100})\2\s*\]\s*")


def transformed(xml: bytes, transforms: Element) -> bytes:
    """The octets that are digested: of the whole file, or of one element of it.

    SECURITY: nothing of a stranger's is evaluated; other expressions are refused by name.
    """
    chosen = signed_xml.parse(xml)
    form = signed_xml.INCLUSIVE
    for transform in transforms:
        if transform.get("Algorithm") == XPATH:
            chosen = _one(chosen, transform)
        elif transform.get("Algorithm") in signed_xml.CANONICAL and not len(transform):
            form = transform.get("Algorithm", "")
        else:
            raise _unreadable()
    return signed_xml.canonicalised(chosen, form)


def _one(root: Element, transform: Element) -> Element:
    asked = ONE.fullmatch(transform.findtext(f"{{{DS}}}XPath", ""))
    if asked is None:
        raise _unreadable()
    attribute, _quote, identifier = asked.groups()
    found = [element for element in root.iter() if element.get(attribute) == identifier]
    if len(found) != 1:
        raise _unreadable()
    return found[0]


def _unreadable() -> Flaw:
    return Flaw(_("The signature was made in a way that we do not accept."), "adoc")
