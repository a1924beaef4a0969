"""Handing everything about a case to whoever holds its return code, in one file."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.timezone import now
from django.utils.translation import get_language

from testimonies.custody import log as custody
from testimonies.evidence import keeping
from testimonies.intake.everything import queries, records, zipped
from testimonies.intake.everything.queries import Everything, Kept
from testimonies.intake.everything.zipped import Member
from testimonies.intake.receipts import document
from testimonies.models import Case
from testimonies.models.custody import Actor
from testimonies.recordings import records as recordings

if TYPE_CHECKING:
    from accounts.models import User

log = logging.getLogger(__name__)
OVERVIEW = "testimonies/intake/everything/overview.html"


def hand_out(case: Case, *, with_sealed: bool, by: User | None = None) -> Iterator[bytes]:
    """The bytes of the ZIP. The line in custody is written before the first of them leaves.

    `by` is whoever of the staff fetches it for a holder that came by post or in person.

    All rows are read at once, and in the language of now; the files, which may be large, while
    the ZIP is sent.
    """
    at = now()
    everything = queries.of(case, with_sealed=with_sealed)
    members = [*_written(everything), *(_as_it_came(each) for each in everything.files)]
    told = json.dumps(records.of(everything, at=at), ensure_ascii=False, indent=2).encode()
    page = {"everything": everything, "made_at": at, "language": get_language()}
    overview = render_to_string(OVERVIEW, page).encode()
    custody.record(
        "case.handed_out",
        case,
        by=by,
        actor=None if by else Actor.SUBMITTER,
        files=len(everything.files),
        with_sealed=with_sealed,
    )
    first = [_text("overview.html", overview), _text("everything.json", told)]
    return zipped.stream([*first, *members], at=at)


def _written(everything: Everything) -> Iterator[Member]:
    style = finders.find("css/site.css")
    if isinstance(style, str):
        yield _text("style.css", Path(style).read_bytes())
    for each in everything.handed_in:
        paper = document.pdf(each.submission.receipt)
        yield _text(each.receipt_name, paper)
    for kept in everything.files:
        for name, subtitles in recordings.files_of(kept.said).items():
            yield _text(name, subtitles.encode())


def _text(name: str, content: bytes) -> Member:
    return Member(name, partial(BytesIO, content))


def _as_it_came(kept: Kept) -> Member:
    if kept.is_infected:
        return Member(kept.name, lambda: None)
    return Member(kept.name, partial(_open, kept.file.path), is_compressed=False)


def _open(path: str) -> IO[bytes] | None:
    """SECURITY: the rest is theirs all the same when one file cannot be opened."""
    try:
        return keeping.open_kept(path)
    except OSError as error:
        log.error("a kept file could not be opened: %s", error.strerror)
        return None
