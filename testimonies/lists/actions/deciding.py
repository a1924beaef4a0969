from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.lists.columns import NAMES, Field
from testimonies.models import ListEdition
from testimonies.models.imported import TAKEN_IN, State

COUNTS = ("position", "taken", "unchanged", "changed", "refused", "gone")


@transaction.atomic
def read_again(
    edition_id: int, *, encoding: str, sheet: int | None = None, by: User | None
) -> ListEdition:
    """The same file, in the encoding, or from the sheet (1 is the first), that somebody says."""
    edition = ListEdition.objects.lock(edition_id)
    edition.must_allow(State.READING)

    edition.state, edition.problem = State.READING, ""
    edition.encoding, edition.sheet = encoding, sheet
    edition.save(update_fields=["state", "encoding", "sheet", "problem"])
    custody.record("list.read_again", edition, by=by, encoding=encoding, sheet=sheet)
    return edition


@transaction.atomic
def check(edition_id: int, *, columns: Sequence[str], by: User | None) -> ListEdition:
    """Say what the columns mean; a worker then writes the row report. Nothing is taken by it."""
    edition = ListEdition.objects.lock(edition_id)
    edition.must_allow(State.CHECKING)
    _must_make_sense(columns, len(edition.columns))

    edition.lines.all().delete()
    edition.state, edition.columns = State.CHECKING, list(columns)
    edition.checked_against = _taken_in(edition)
    for field in COUNTS:
        setattr(edition, field, 0)
    edition.save()
    custody.record("list.check_begun", edition, by=by, columns=list(columns))
    return edition


@transaction.atomic
def begin_import(edition_id: int, *, by: User | None) -> ListEdition:
    """Take what the row report says. Raises `Refusal` where the report is not true any more."""
    edition = ListEdition.objects.select_related("source").lock(edition_id)
    type(edition.source).objects.select_for_update().get(pk=edition.source_id)
    edition.must_allow(State.IMPORTING)
    if edition.checked_against != _taken_in(edition):
        raise Refusal(
            _("Another edition of this list was taken in after this check. Check it again.")
        )
    if not edition.taken + edition.changed:
        raise Refusal(_("There is nothing new in this list."))

    edition.state, edition.position = State.IMPORTING, 0
    edition.save(update_fields=["state", "position"])
    custody.record(
        "list.import_begun", edition, by=by, taken=edition.taken, changed=edition.changed
    )
    return edition


def set_aside(edition_id: int, *, reason: str, by: User | None) -> ListEdition:
    """It is not taken in; its files are deleted, and its report with them."""
    with transaction.atomic():
        edition = ListEdition.objects.lock(edition_id)
        edition.must_allow(State.SET_ASIDE)

        edition.lines.all().delete()
        edition.state, edition.problem, edition.ended_at = State.SET_ASIDE, "", now()
        edition.save(update_fields=["state", "problem", "ended_at"])
        custody.record("list.set_aside", edition, by=by, reason=reason)
    for path in (edition.original, edition.table):
        if path:
            keeping.forget(path)
    return edition


def _taken_in(edition: ListEdition) -> int:
    return (
        ListEdition.objects.filter(source_id=edition.source_id).filter(state__in=TAKEN_IN).count()
    )


def _must_make_sense(columns: Sequence[str], many: int) -> None:
    named = [column for column in columns if column]
    if len(columns) != many or not set(named) <= set(Field.values):
        raise Refusal(_("Say of each column what it means, or leave it out."))
    if len(named) != len(set(named)):
        raise Refusal(_("Two columns mean the same. Choose one of them."))
    if not set(NAMES) & set(named):
        raise Refusal(_("Say which column holds the names."))
