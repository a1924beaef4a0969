"""Two people read a line, one after the other, and neither sees what the other read."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import PaperLine, PaperSheet
from petitions.models.paper import LineState, Reading, SheetState
from petitions.signing.paper import queries
from petitions.signing.paper.actions import counting
from petitions.signing.paper.rules import Read, is_same
from testimonies.custody import log as custody
from testimonies.errors import Refusal


@transaction.atomic
def key(line_id: int, read: Read, *, by: User) -> PaperLine:
    """Write down what one person read. A legible line is a signature on paper from now on."""
    line = _lock(line_id)
    if line.state != LineState.WAITING:
        raise Refusal(_("Somebody has keyed this line in the meantime."))
    line.must_allow(LineState.KEYED)

    line.state = LineState.KEYED
    line.reading, line.told = read.reading, dict(read.told) if read.is_legible else None
    line.keyed_by, line.keyed_at = by, now()
    counting.sign(line, by=by)
    line.save()
    custody.record("paper_line.keyed", line.sheet, by=by, line=line.number, reading=read.reading)
    return line


@transaction.atomic
def verify(line_id: int, read: Read, *, by: User) -> PaperLine:
    """Compare with what another person read. Where it differs, both versions are kept."""
    line = _lock(line_id)
    if line.state != LineState.KEYED:
        raise Refusal(_("Somebody has read this line a second time in the meantime."))
    _must_be_another(line, by)
    if not is_same(_keyed(line), read):
        line.must_allow(LineState.DIFFERS)
        line.state = LineState.DIFFERS
        line.other_reading, line.other_by = read.reading, by
        line.other = dict(read.told) if read.is_legible else None
        line.save()
        custody.record("paper_line.read_differently", line.sheet, by=by, line=line.number)
        return line
    return _verified(line, by)


@transaction.atomic
def settle(line_id: int, *, keep_first: bool, by: User) -> PaperLine:
    """Whoever verifies says which of the two versions is right."""
    line = _lock(line_id)
    if line.state != LineState.DIFFERS:
        raise Refusal(_("Somebody has decided about this line in the meantime."))
    _must_be_another(line, by)
    if not keep_first:
        counting.reject_misread(line, by=by)
        line.reading, line.told = line.other_reading, line.other
    return _verified(line, by, kept="first" if keep_first else "second")


@transaction.atomic
def send_back(line_id: int, *, by: User) -> PaperLine:
    """The line is keyed again from the beginning. Until then it is nobody's signature."""
    line = _lock(line_id)
    line.must_allow(LineState.WAITING)

    counting.reject_misread(line, by=by)
    line.state = LineState.WAITING
    line.reading, line.told, line.keyed_by, line.keyed_at = "", None, None, None
    line.duplicate_of = ""
    _forget_other(line)
    line.save()
    custody.record("paper_line.sent_back", line.sheet, by=by, line=line.number)
    return line


def _verified(line: PaperLine, by: User, *, kept: str = "both") -> PaperLine:
    line.must_allow(LineState.VERIFIED)

    line.state = LineState.VERIFIED
    line.verified_by, line.verified_at = by, now()
    _forget_other(line)
    counting.sign(line, by=by)
    line.save()
    custody.record("paper_line.verified", line.sheet, by=by, line=line.number, kept=kept)
    finish(line.sheet, by)
    return line


def finish(sheet: PaperSheet, by: User | None) -> None:
    """Once nothing on it is left to be read. The caller has locked the sheet."""
    if not queries.is_read(sheet):
        return
    sheet.state, sheet.read_at = SheetState.READ, now()
    sheet.lines_legible = queries.legible_lines(sheet)
    sheet.save(update_fields=["state", "read_at", "lines_legible"])
    custody.record(
        "paper_sheet.read", sheet, by=by, legible=sheet.lines_legible, lines=sheet.lines_filled
    )


def _lock(line_id: int) -> PaperLine:
    """The sheet first: people at the same sheet take turns, and nobody waits crosswise."""
    sheet_id = PaperLine.objects.values_list("sheet_id", flat=True).get(pk=line_id)
    sheet = PaperSheet.objects.lock(sheet_id)
    line = PaperLine.objects.select_for_update(no_key=True, of=("self",)).get(pk=line_id)
    line.sheet = sheet
    if line.erased_at:
        raise Refusal(_("What stood on this line has been erased."))
    return line


def _must_be_another(line: PaperLine, by: User) -> None:
    if line.keyed_by_id == by.pk:
        raise Refusal(_("You keyed this line. Another person has to read it."))


def _keyed(line: PaperLine) -> Read:
    return Read(Reading(line.reading), line.told or {})


def _forget_other(line: PaperLine) -> None:
    line.other_reading, line.other, line.other_by = "", None, None
