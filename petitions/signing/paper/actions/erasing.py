"""Letting go of what people wrote on sheets, and of the pictures of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from accounts.models import User
from petitions.models import PaperLine, PaperScan, PaperSheet, Petition
from testimonies.custody import log as custody
from testimonies.evidence import keeping


def erase_of(signatures: Sequence[int], *, by: User | None, with_scans: bool = False) -> None:
    """Erase the lines of erased signatures, within the caller's transaction.

    With the last line of a sheet everything else on it goes: what was no signature of its own, and
    the pictures. `with_scans` removes these at once; the paper itself lies in the house.
    """
    _erase(PaperLine.objects.filter(signature__in=signatures))
    sheets = PaperSheet.objects.filter(lines__signature__in=signatures).distinct()
    if with_scans:
        _remove_scans(sheets, by)
    others = PaperLine.objects.filter(
        sheet=OuterRef("pk"), signature__isnull=False, signature__erased_at=None
    )
    _erase_whole(sheets.exclude(Exists(others)), by)


def erase_sheets(petition: Petition, *, by: User | None) -> None:
    """Every sheet of a petition of which no signature is left, within the transaction."""
    _erase_whole(petition.sheets.all(), by)


def remove(scan: PaperScan, *, by: User | None) -> None:
    """The picture goes after the commit. What a kill leaves there the search for orphans finds."""
    transaction.on_commit(partial(keeping.forget, scan.path))
    scan.path, scan.removed_at = "", now()
    scan.save(update_fields=["path", "removed_at"])
    custody.record("paper_scan.removed", scan.sheet, by=by, sha256=scan.source_sha256)


def _erase_whole(sheets: Iterable[PaperSheet], by: User | None) -> None:
    found = list(sheets)
    _erase(PaperLine.objects.filter(sheet__in=found))
    _remove_scans(found, by)


def _erase(lines: QuerySet[PaperLine]) -> None:
    told = lines.filter(erased_at=None).exclude(told=None, other=None)
    told.update(told=None, other=None, erased_at=now())


def _remove_scans(sheets: Iterable[PaperSheet], by: User | None) -> None:
    scans = PaperScan.objects.filter(sheet__in=list(sheets), removed_at=None)
    for scan in scans.select_related("sheet"):
        remove(scan, by=by)
