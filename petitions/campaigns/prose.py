"""Petitions are plain text: paragraphs between blank lines, ``## `` headings, ``- `` lists."""

from collections.abc import Iterator

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

HEADING = "## "
ENTRY = "- "


def to_html(text: str) -> SafeString:
    """SECURITY: every word is escaped; no other markup exists."""
    blocks = (block.strip() for block in text.replace("\r\n", "\n").split("\n\n"))
    parts = [part for block in blocks if block for part in _block(block.split("\n"))]
    return mark_safe("\n".join(parts))  # noqa: S308  (each part is made by format_html)


def _block(lines: list[str]) -> Iterator[SafeString]:
    if lines[0].startswith(HEADING):
        yield format_html("<h2>{}</h2>", lines[0].removeprefix(HEADING))
        lines = lines[1:]
    if lines and all(line.startswith(ENTRY) for line in lines):
        entries = ((line.removeprefix(ENTRY),) for line in lines)
        yield format_html("<ul>{}</ul>", format_html_join("", "<li>{}</li>", entries))
    elif lines:
        yield format_html("<p>{}</p>", " ".join(lines))
