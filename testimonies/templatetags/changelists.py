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
def labelled(cells: Iterable[str], headers: Sequence[dict[str, Any]]) -> SafeString:
    """The cells of a row as the framework wrote them, each with the heading of its column."""
    labels = [str(capfirst(strip_tags(str(header["text"])).strip())) for header in headers]
    return mark_safe(  # noqa: S308 (cells come escaped, and so does each label)
        "".join(_labelled(cell, label) for cell, label in zip(cells, labels, strict=True))
    )


def _labelled(cell: str, label: str) -> str:
    return CELL.sub(lambda tag: f'{tag[0]} data-label="{escape(label)}"', cell, count=1)
