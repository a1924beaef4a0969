"""Used by ``manage.py rotate_keys``: everything that is encrypted, rows first and files after."""

from __future__ import annotations

from collections.abc import Iterator

from petitions.models import PaperScan
from petitions.rotating import queries
from petitions.signing.paper import scans
from testimonies.evidence import renewing
from testimonies.privacy.rotating import actions as rotating


def renew_everything() -> Iterator[tuple[str, int]]:
    """(place, how many were encrypted anew), as it goes. Idempotent."""
    if many := renewing.sweep():
        yield queries.LEFT, many
    for column in queries.everywhere():
        if many := rotating.renew(column):
            yield column.place, many
    yield queries.FACTORS, rotating.renew_second_factors()
    if many := sum(renewing.renew(path) for path in renewing.paths()):
        yield queries.FILES, many
    pictures = PaperScan.objects.exclude(path="").values_list("path", "uuid").iterator()
    if many := sum(scans.renew(path, uuid) for path, uuid in pictures):
        yield queries.SCANS, many
