"""The sentences for people in a source, as gettext looks them up."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation.template import templatize

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}

#: Context, and the sentence; where it has a plural, both forms.
Sentence = tuple[str | None, str | tuple[str, ...]]


def of(paths: Iterator[Path]) -> dict[Sentence, Path]:
    """Every sentence, and one file where it stands."""
    return {sentence: path for path in paths for sentence in _of(path)}


def _of(path: Path) -> Iterator[Sentence]:
    source = path.read_text()
    if path.suffix != ".py":
        # What is left of a template is no Python, but its lines are, one by one.
        source = "\n".join(line.strip() for line in templatize(source).splitlines())
    for _line, words, _comments, context in extract(
        "python", BytesIO(source.encode()), keywords=KEYWORDS
    ):
        yield context, words
