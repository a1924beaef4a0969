"""The printed sheet: A4 across, both sides of one leaf, tagged, with its fonts inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Any

import segno
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from petitions.campaigns.queries import Campaign
from petitions.models import Signature
from petitions.models.paper import LINES
from petitions.signing.paper import numbers
from petitions.signing.paper.numbers import Print
from petitions.signing.paper.sheets import Addressee
from testimonies.models.institution import SignatoryField
from testimonies.templatetags.components import quoted
from testimonies.typesetting import compose

ON_THE_FRONT = 5
LONGEST_SUMMARY = 620
#: Shares of the width of a line.
_WIDTHS: dict[str, float] = {
    SignatoryField.NAME: 2.4,
    SignatoryField.BIRTH_DATE: 1.2,
    SignatoryField.PERSONAL_CODE: 1.5,
    SignatoryField.ADDRESS: 3.2,
    SignatoryField.COUNTRY: 1.3,
    SignatoryField.NATIONALITY: 1.3,
    SignatoryField.EMAIL: 2.2,
}


def pdf(campaign: Campaign, addressee: Addressee, *, copies: int = 1) -> bytes:
    """So many sheets, each with a number of its own, in the language of the campaign."""
    language = campaign.language
    printed = Print(campaign.uuid, addressee.code, language)
    with translation.override(language):
        sheets = [_numbered(campaign, numbers.new(printed)) for _copy in range(copies)]
        return compose("sheet", _words(campaign, addressee) | {"sheets": sheets}, at=now())


def slip(signature: Signature, campaign: Campaign) -> bytes:
    """For somebody who signed on paper: how to find the signature again, in their language."""
    with translation.override(signature.language):
        page = reverse("petitions:signature", args=[signature.reference])
        words = {
            "title": _("Your signature"),
            "language": signature.language,
            "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
            "opening": [
                _("%(name)s, you signed this petition on paper, and your signature counts.")
                % {"name": signature.personal["name"]},
                quoted(campaign.title),
            ],
            "rows": [
                {"label": _("Reference"), "words": signature.reference, "mono": True},
                {"label": _("The page of your signature"), "words": _site(page), "mono": False},
                {"label": _("Call or write to us"), "words": _send(), "mono": False},
            ],
            "how-heading": _("What you can do with it"),
            "how": [
                _(
                    "On the page you see what your signature counts for and to whom it went, and"
                    " you can take it back. Or call us and read out the reference. Whoever has it"
                    " can do the same: keep this sheet to yourself."
                )
            ],
            "code": _code(_site(page)),
            "drawing": _("Code that leads to the page of your signature"),
        }
        return compose("slip", words, at=now())


def _site(page: str) -> str:
    return f"{settings.SITE_URL}{page}"


def _code(words: str) -> str:
    drawing = BytesIO()
    segno.make(words, error="m").save(drawing, kind="svg", scale=4, border=2)
    return drawing.getvalue().decode()


def _words(campaign: Campaign, addressee: Addressee) -> dict[str, Any]:
    return {
        "title": campaign.title,
        "language": campaign.language,
        "words-language": campaign.words_language,
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "summary": _shortened(campaign.summary),
        "kind": _("Sheet for signatures on paper"),
        "whole": {
            "label": _("The whole text"),
            "words": _site(reverse("petitions:petition", args=[campaign.slug])),
        },
        "digest": {"label": _("Digest of the text (SHA-256)"), "words": campaign.text_digest},
        "goes-to": {"label": _("Goes to"), "words": ", ".join(addressee.names)},
        "counts": {"label": _("What it counts for"), "words": _counts(addressee)},
        "privacy": {"label": _("What happens with what you write"), "words": _privacy(addressee)},
        "send": {"label": _("Send the sheet to"), "words": _send()},
        "how": _how(),
        "columns": [*_columns(addressee.fields), _signed_on(), _signature()],
        "number-label": _("No."),
        "lines": LINES,
        "on-the-front": ON_THE_FRONT,
        "drawing": _("Code with the number of this sheet"),
    }


def _numbered(campaign: Campaign, number: str) -> dict[str, str]:
    """SECURITY: the number stands behind a #, so that no telephone sends it to a server."""
    page = _site(reverse("petitions:paper", args=[campaign.slug]))
    sheet = _("Sheet %(number)s") % {"number": numbers.shown(number)}
    return {
        "name": sheet,
        "number": numbers.shown(number),
        "front": _("%(sheet)s, first page of two") % {"sheet": sheet},
        "back": _("%(sheet)s, second page of two") % {"sheet": sheet},
        "code": _code(f"{page}#{numbers.shown(number)}"),
    }


def _columns(fields: Sequence[str]) -> Iterator[dict[str, Any]]:
    labels = {SignatoryField.NAME.value: _("First name and surname")}
    if SignatoryField.COUNTRY not in fields:
        labels[SignatoryField.ADDRESS.value] = _("Address, with country")
    for field in fields:
        words = labels.get(field, str(SignatoryField(field).label))
        yield {"words": words, "width": _WIDTHS[field]}


def _signed_on() -> dict[str, Any]:
    return {"words": _("Date"), "width": 1.1}


def _signature() -> dict[str, Any]:
    return {"words": _("Signature"), "width": 1.9}


def _counts(addressee: Addressee) -> str:
    if addressee.is_letters:
        return _("These are open letters: every signature counts, and there is no threshold.")
    if addressee.counts_on_paper:
        on_paper = _("A signature on this sheet counts there once two of us have read it.")
    else:
        on_paper = _("A signature on this sheet goes there as a declaration of support.")
    return " ".join([*addressee.notes, on_paper])


def _privacy(addressee: Addressee) -> str:
    """SECURITY: whoever must not be found by name has to know it before the pen is down."""
    kept = _(
        "We keep it encrypted, use it only to count every person once, and hand over what the"
        " institution named here asks for."
    )
    if addressee.list_is_public:
        named = _("That institution makes public who has signed.")
    else:
        named = _("Nobody is named in public.")
    back = _("You can take your signature back at any time: call or write to us.")
    return f"{kept} {named} {back}"


def _send() -> str:
    ways = [settings.POSTAL_ADDRESS, settings.HELP_PHONE, settings.HELP_EMAIL]
    return "\n".join(way for way in ways if way) or settings.SITE_URL


def _how() -> str:
    return _(
        "One person, one line. Please write in block letters and sign with your own hand. Whoever"
        " signs agrees that the line goes to the institution named on this sheet."
    )


def _shortened(summary: str) -> str:
    """So that a leaf has two sides, whoever wrote the summary: it ends with a whole sentence."""
    if len(summary) <= LONGEST_SUMMARY:
        return summary
    sentences = re.findall(r".*?[.!?…](?=\s|$)", summary[:LONGEST_SUMMARY], re.DOTALL)
    return "".join(sentences) + " […]" if sentences else summary[:LONGEST_SUMMARY] + "…"
