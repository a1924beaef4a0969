"""The receipt on paper: PDF/A and PDF/UA, with a code that leads to the page that checks it."""

from __future__ import annotations

import json
from datetime import UTC
from io import BytesIO
from typing import Literal
from urllib.parse import urlencode

import segno
import typst
from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from testimonies.intake.receipts.queries import word_of
from testimonies.models import Receipt
from testimonies.models.case import Kind
from testimonies.typesetting import FONTS

LINE = 64
STANDARDS: list[Literal["a-3a", "ua-1"]] = ["a-3a", "ua-1"]


def verify_url(receipt: Receipt) -> str:
    """Where anybody checks it. The address holds the reference and the digest, and no name."""
    query = urlencode({"reference": receipt.submission.reference, "digest": receipt.digest})
    return f"{settings.SITE_URL}{reverse('verify')}?{query}"


def pdf(receipt: Receipt) -> bytes:
    """In the language of the page. No word on it comes from the person who handed in."""
    issued = receipt.issued_at.astimezone(UTC)
    is_claim = receipt.submission.kind == Kind.CLAIM
    words: dict[str, object] = {
        "title": _("Receipt"),
        "author": "Atmintis",
        "language": get_language() or "en",
        "date": {"year": issued.year, "month": issued.month, "day": issued.day},
        "test": _("TEST: made for trying out, valid nowhere") if settings.LOCAL else "",
        "opening": [_claimed() if is_claim else _told()],
        "rows": rows(receipt),
        "how-heading": _("How to check this receipt"),
        "how": [
            _("Read this code with a telephone, or open the page and write reference and digest:"),
            f"{settings.SITE_URL}{reverse('verify')}",
        ],
        "drawing": _("Code that leads to the page where this receipt is checked"),
    }
    return _typeset(words, drawn(verify_url(receipt)), int(issued.timestamp()))


def rows(receipt: Receipt) -> list[dict[str, object]]:
    """What a receipt says, line by line."""
    moment = f"{date_format(localtime(receipt.issued_at), 'DATETIME_FORMAT')}"
    return [
        {"label": _("Reference"), "words": receipt.submission.reference, "mono": False},
        {"label": _("Received"), "words": moment, "mono": False},
        {"label": _("Digest (SHA-256)"), "words": receipt.digest, "mono": True},
        {"label": _("Key"), "words": receipt.key_id, "mono": True},
        {
            "label": _("What we signed"),
            "words": _in_lines(word_of(receipt).canonical().decode()),
            "mono": True,
        },
        {
            "label": _("Signature (Ed25519)"),
            "words": _in_lines(bytes(receipt.signature).hex()),
            "mono": True,
        },
    ]


def _told() -> str:
    return _(
        "We have received your testimony. Two people read it. Nothing becomes public that you did"
        " not agree to. Keep this sheet, and keep your return code apart from it."
    )


def _claimed() -> str:
    return _(
        "We have received your claim. Recorded does not mean awarded: we write it down, check it"
        " and carry it to the institutions, and only they can decide on it. Keep this sheet, and"
        " keep your return code apart from it."
    )


def _in_lines(long: str) -> str:
    """Nothing in it has a space to break at; the page shows it in one piece."""
    return "\n".join(long[start : start + LINE] for start in range(0, len(long), LINE))


def drawn(address: str) -> str:
    """A code for telephones, as SVG."""
    drawing = BytesIO()
    segno.make(address, error="m").save(drawing, kind="svg", scale=4, border=2)
    return drawing.getvalue().decode()


def _typeset(words: dict[str, object], drawing: str, timestamp: int) -> bytes:
    folder = settings.BASE_DIR / "templates" / "documents"
    return typst.compile(
        str(folder / "receipt.typ"),
        root=str(folder),
        sys_inputs={"words": json.dumps(words, ensure_ascii=False), "drawing": drawing},
        pdf_standards=[*STANDARDS],
        timestamp=timestamp,
        font_paths=FONTS,
    )
