"""Rows of the desk's lists, which become cards where a screen is too narrow for a table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from django import template
from django.template.defaultfilters import capfirst
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
CELL = re.compile(r"<t[dh](?= |>)")


@register.filter
def headings(headers: Sequence[dict[str, Any]]) -> list[str]:
    """What `labelled` takes, once for a whole list: the heading of each column, escaped."""
    said = (strip_tags(str(header["text"])).strip() for header in headers)
    return [f' data-label="{escape(capfirst(words))}"' for words in said]


@register.filter
def labelled(cells: Iterable[str], headings: Sequence[str]) -> SafeString:
    """The cells of a row as the framework wrote them, each with the heading of its column."""
    return mark_safe(  # noqa: S308 (cells come escaped, and so does each label)
        "".join(_labelled(cell, label) for cell, label in zip(cells, headings, strict=True))
    )


def _labelled(cell: str, label: str) -> str:
    tag = CELL.search(cell)
    return f"{cell[: tag.end()]}{label}{cell[tag.end() :]}" if tag else cell
