"""A sheet comes back: it is registered, and its scans are kept."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.files import File
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import PaperLine, PaperScan, PaperSheet
from petitions.models.paper import SheetState
from petitions.signing import countries
from petitions.signing.paper import scans
from petitions.signing.paper.actions import erasing
from petitions.signing.paper.queries import Found
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping

A_DAY = timedelta(days=1)


def register(
    found: Found,
    *,
    received_on: date,
    lines_filled: int,
    by: User,
    country: str = "",
    is_copy: bool = False,
) -> PaperSheet:
    """Write down that a sheet came back. A second one with the same number is a copy of paper."""
    if received_on > localdate() or received_on < localdate(found.campaign.opened_at):
        raise Refusal(
            _("A sheet comes back after the petition was opened, and not in the future.")
        )
    home = found.addressee.home
    try:
        with transaction.atomic():
            known = PaperSheet.objects.filter(number=found.number).count()
            if known and not is_copy:
                raise Refusal(_("A sheet with this number has been registered already."))
            sheet = PaperSheet.objects.create(
                petition_id=found.campaign.pk,
                addressee=found.addressee.code,
                targets=[target.pk for target in found.addressee.targets],
                fields=list(found.addressee.fields),
                language=found.campaign.language,
                number=found.number,
                copy=known + 1,
                received_on=received_on,
                code_country=home,
                country=country or (home if home in countries.CODES else ""),
                lines_filled=lines_filled,
                registered_by=by,
            )
            _add_lines(sheet, range(1, lines_filled + 1))
            custody.record("paper_sheet.registered", sheet, by=by, lines=lines_filled)
            return sheet
    except IntegrityError:
        raise Refusal(_("Somebody has registered this sheet at this very moment.")) from None


@transaction.atomic
def add_lines(sheet_id: int, *, up_to: int, by: User) -> PaperSheet:
    """There is writing on more lines than somebody saw when the sheet came."""
    sheet = PaperSheet.objects.lock(sheet_id)
    _must_be_open(sheet)
    if up_to <= sheet.lines_filled:
        raise Refusal(_("The sheet has that many lines already. Key the others as empty."))

    _add_lines(sheet, range(sheet.lines_filled + 1, up_to + 1))
    sheet.lines_filled = up_to
    sheet.save(update_fields=["lines_filled"])
    custody.record("paper_sheet.lines_added", sheet, by=by, lines=up_to)
    return sheet


def add_scan(sheet_id: int, upload: File[bytes], *, by: User) -> list[PaperScan]:
    """Keep the pages of a file as pictures. The same page sent twice is one."""
    source, pictures = scans.draw(upload)
    kept = [scans.keep(picture) for picture in pictures]
    known = PaperScan.objects.filter(sheet=sheet_id, removed_at=None)
    added = []
    for picture in kept:
        try:
            with transaction.atomic():
                sheet = PaperSheet.objects.lock(sheet_id)
                if known.count() >= scans.MOST_PAGES:
                    raise Refusal(_("A sheet has two pages. Remove a picture first."))
                added.append(
                    PaperScan.objects.create(
                        sheet=sheet,
                        uuid=picture.uuid,
                        path=picture.path,
                        sha256=picture.sha256,
                        source_sha256=source,
                        size=picture.size,
                        uploaded_by=by,
                    )
                )
                custody.record("paper_scan.added", sheet, by=by, sha256=source)
        except IntegrityError:
            keeping.forget(picture.path)  # we have this page
        except Refusal:
            keeping.forget(picture.path)
            raise
    return added


@transaction.atomic
def remove_scan(scan_id: int, *, by: User) -> None:
    """The picture of another sheet, or a bad one. Its digest stays."""
    scan = PaperScan.objects.select_for_update(of=("self",)).get(pk=scan_id)
    if scan.removed_at is not None:
        return
    scan.sheet.petition.holds.all().must_have_ended()
    erasing.remove(scan, by=by)


def erase_orphans(*, at: datetime) -> int:
    """Delete pictures that no row knows: what a killed process left. Returns how many."""
    erased = 0
    for path in keeping.older_than(at - A_DAY, scans.FOLDER):
        if not PaperScan.objects.filter(path=path).exists():
            keeping.forget(path)
            erased += 1
    return erased


def hand_out(scan: PaperScan, *, by: User) -> bytes:
    """One picture of a sheet; each look leaves a custody line."""
    if not scan.path:
        raise Refusal(_("This picture has been removed."))
    custody.record("paper_scan.handed_out", scan.sheet, by=by, scan=str(scan.uuid))
    return scans.open_picture(scan.path, scan.uuid)


def _must_be_open(sheet: PaperSheet) -> None:
    if sheet.state != SheetState.RECEIVED:
        raise Refusal(_("This sheet has been read by two people."))


def _add_lines(sheet: PaperSheet, numbers: range) -> None:
    PaperLine.objects.bulk_create(PaperLine(sheet=sheet, number=number) for number in numbers)
