"""What is encrypted, here and below, and how much of it lies under an old key."""

from __future__ import annotations

from collections.abc import Iterator

from petitions.models import PaperScan, ResponseFile, SignedContainer
from testimonies.evidence import renewing
from testimonies.privacy.rotating.columns import Column, columns

FILES, SCANS, FACTORS = "files of evidence", "scans of sheets", "second factors"
LEFT = "copies that a killed rotation left"
#: Encrypted as they came, and not as JSON: whole files, one by one.
CONTENTS = (Column(SignedContainer, "content", many=1), Column(ResponseFile, "content", many=1))


def everywhere() -> list[Column]:
    return [*columns(), *CONTENTS]


def older() -> Iterator[tuple[str, int]]:
    """(place, how many), where there is something. Second factors are few, and not counted."""
    for column in everywhere():
        if many := column.older().count():
            yield column.place, many
    if many := sum(renewing.is_older(path) for path in renewing.paths()):
        yield FILES, many
    if many := sum(scans_that_are_older()):
        yield SCANS, many


def scans_that_are_older() -> Iterator[bool]:
    for path in PaperScan.objects.exclude(path="").values_list("path", flat=True).iterator():
        yield renewing.begins_older(path)
