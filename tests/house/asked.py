"""Which sentences pages ask the catalogues for, and which of these no catalogue has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from gettext import GNUTranslations
from typing import Any
from unittest.mock import patch

from django.conf import settings
from django.http.response import HttpResponseBase
from django.utils.html import escape
from django.utils.translation import trans_real

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\}")
LANGUAGES = [code for code, _name in settings.LANGUAGES if code != "en"]


@contextmanager
def listening() -> Iterator[set[str]]:
    """While it listens, each sentence that is asked for, ours or that of a library."""
    asked: set[str] = set()
    count = trans_real.DjangoTranslation.ngettext

    def gettext(self: trans_real.DjangoTranslation, message: str) -> str:
        asked.add(message)
        return GNUTranslations.gettext(self, message)

    def ngettext(self: trans_real.DjangoTranslation, one: str, many: str, number: int) -> str:
        asked.add(one)
        return count(self, one, many, number)

    of = trans_real.DjangoTranslation
    with patch.object(of, "gettext", gettext), patch.object(of, "ngettext", ngettext):
        yield asked


def left_in_english(asked: set[str], response: HttpResponseBase) -> set[str]:
    """Those that stand on this page and are missing in a language. The page is in English."""
    unknown = {message for message in asked if _is_missing(message)}
    if not unknown or getattr(response, "streaming", False):
        return set()
    page = getattr(response, "content", b"").decode(errors="replace")
    return {message for message in unknown if _stands_on(page, message)}


def _stands_on(page: str, message: str) -> bool:
    return all(escape(part.strip()) in page for part in PLACEHOLDER.split(message))


@cache
def _is_missing(message: str) -> bool:
    return any(not _has(trans_real.translation(language), message) for language in LANGUAGES)


def _has(known: Any, message: str) -> bool:
    catalogue = known._catalog
    return any(catalogue.get(key) for key in (message, (message, known.plural(1))))
