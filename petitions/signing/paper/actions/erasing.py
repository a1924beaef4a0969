"""Letting go of what people wrote on sheets, and of the pictures of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import now

from accounts.models import User
from petitions.models import PaperLine, PaperScan, PaperSheet, Petition
from petitions.models.paper import SheetState
from petitions.signing.paper.actions.reading import finish
from testimonies.custody import log as custody
from testimonies.evidence import keeping


def lock_sheets(petition_id: int) -> None:
    """Whoever reads a line locks its sheet before the signature; so does whoever erases it."""
    own = PaperSheet.objects.filter(petition=petition_id).order_by("pk")
    list(own.select_for_update(no_key=True).values_list("pk"))


def erase_of(signatures: Sequence[int], *, by: User | None, with_scans: bool = False) -> None:
    """Erase the lines of erased signatures, within the caller's transaction.

    With the last line of a sheet everything else on it goes, once it is read: what was no
    signature of its own, and the pictures. `with_scans` removes these at once; the paper itself
    lies in the house. A sheet on which only erased lines were still to be read has been read.
    """
    _erase(PaperLine.objects.filter(signature__in=signatures))
    sheets = PaperSheet.objects.filter(lines__signature__in=signatures).distinct()
    if with_scans:
        _remove_scans(sheets, by)
    others = PaperLine.objects.filter(
        sheet=OuterRef("pk"), signature__isnull=False, signature__erased_at=None
    )
    for sheet in sheets.filter(state=SheetState.RECEIVED):
        finish(sheet, by)
    _erase_whole(sheets.filter(state=SheetState.READ).exclude(Exists(others)), by)


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
