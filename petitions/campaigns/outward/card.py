"""The picture that is shown where somebody shares a petition: made once for each change.

It is kept on disk under a name made of everything that it says, so that no request makes what
another has made, in whatever process.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from petitions.campaigns.outward import rules
from petitions.campaigns.queries import Campaign
from testimonies.templatetags.components import figure
from testimonies.typesetting import FONTS

WIDTH, HEIGHT = 1200, 630
#: Raised when the template draws something else for the same words.
VERSION = 1


def of(petition: Campaign) -> bytes:
    """The PNG, 1200 by 630. A cold crowd waits for the first of them, who makes it."""
    words = _words(petition)
    path = _path(petition, words)
    if found := _read(path):
        return found
    with _alone(petition):
        return _read(path) or _make(path, words, petition)


def _words(petition: Campaign) -> dict[str, str]:
    with override(petition.language):
        return {
            "title": petition.title,
            "language": petition.words_language,
            "state": _("Petition") if petition.is_open else _("Petition, closed"),
            "count": _count(petition.count_total),
            "place": settings.SITE_URL.partition("//")[2],
        }


def _count(total: int) -> str:
    """Rounded down, so that the picture changes seldom and never promises too much."""
    number = rules.rounded(total)
    if not number:
        return ""
    if number == total:
        words = ngettext("%(number)s person has signed", "%(number)s people have signed", number)
    else:
        words = ngettext(
            "More than %(number)s person has signed",
            "More than %(number)s people have signed",
            number,
        )
    return words % {"number": figure(number)}


def _path(petition: Campaign, words: dict[str, str]) -> Path:
    told = json.dumps([VERSION, words], sort_keys=True).encode()
    name = f"{petition.slug}.{petition.language}.{hashlib.sha256(told).hexdigest()[:32]}.png"
    return Path(settings.CARDS_ROOT) / name


def _read(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None


@contextmanager
def _alone(petition: Campaign) -> Iterator[None]:
    """One maker for each petition and language in all processes of this machine."""
    Path(settings.CARDS_ROOT).mkdir(parents=True, exist_ok=True)
    lock = Path(settings.CARDS_ROOT) / f"{petition.slug}.{petition.language}.lock"
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _make(path: Path, words: dict[str, str], petition: Campaign) -> bytes:
    drawn = draw(words)
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".part", delete=False) as part:
        part.write(drawn)
    os.replace(part.name, path)  # noqa: PTH105 (Path.replace says the same)
    for old in path.parent.glob(f"{petition.slug}.{petition.language}.*.png"):
        if old != path:
            old.unlink(missing_ok=True)
    return drawn


def draw(words: dict[str, Any]) -> bytes:
    """Typeset ``templates/documents/card.typ``. `words` is data and never markup."""
    folder = settings.BASE_DIR / "templates" / "documents"
    drawn: bytes = typst.compile(
        str(folder / "card.typ"),
        root=str(folder),
        format="png",
        ppi=72,  # a point is a pixel
        sys_inputs={"words": json.dumps(words, ensure_ascii=False)},
        font_paths=FONTS,
    )
    return drawn
