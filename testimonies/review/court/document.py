"""The same on paper: PDF/A with the machine's form attached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import rfc8785
from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.custody import sentences
from testimonies.review import history
from testimonies.review.court import records
from testimonies.review.court.queries import Chained
from testimonies.typesetting import compose

SHOWN = 16  # letters of a hash; the whole of it stands in the attached file


def pdf(told: dict[str, Any], lines: Sequence[Chained], *, at: datetime) -> bytes:
    """In the language of whoever asks."""
    references = ", ".join(each["reference"] for each in told["handed_in"])
    words = {
        "title": _("History of the case %(references)s") % {"references": references},
        "language": get_language() or "en",
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "attachment": _("The same in a form for machines"),
        "opening": [
            _(
                "Every act and every look at this case is written into a log in which nothing can"
                " be altered unnoticed: each line holds the digest of the line before it. Below"
                " are its lines about this case, made on %(moment)s."
            )
            % {"moment": _moment(at)},
            _(
                "Attached to this file is history.json, which holds each digest in full and says"
                " how to recompute it. Nothing that anybody has told stands here."
            ),
        ],
        "receipts-heading": _("What was handed in"),
        "receipts": [
            {
                "label": f"{each['reference']}, {_moment(datetime.fromisoformat(each['at']))}",
                "words": each["receipt"]["digest"],
                "mono": True,
            }
            for each in told["handed_in"]
        ],
        "lines-heading": _("Who did what, and who looked"),
        "columns": [_("No."), _("When"), _("What"), _("Who"), _("Digest")],
        "lines": [_line(each) for each in lines],
        "head-label": _("The newest digest of the whole log"),
        "head": told["chain"]["head"],
    }
    return compose("history", words, at=at, attached=rfc8785.dumps(told))


def _line(chained: Chained) -> list[str]:
    event = chained.event
    detail = history.detail_of(event)
    said = str(sentences.of(event.event))
    return [
        str(event.position),
        _moment(event.at),
        f"{said} ({detail})" if detail else said,
        records.who(event),
        bytes(event.hash or b"").hex()[:SHOWN],
    ]


def _moment(at: datetime) -> str:
    """To the second and with its zone, in digits: a court compares it with other papers."""
    return f"{localtime(at):%Y-%m-%d %H:%M:%S} ({localtime(at):%z})"
