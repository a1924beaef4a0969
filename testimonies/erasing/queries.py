"""What stands in the way of erasing a case, and what erasing it would do."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from testimonies.data_requests import queries as data_requests
from testimonies.models import Case, Holder, Restraint, StoredFile
from testimonies.models.data_request import Right
from testimonies.models.holder import CameBy
from testimonies.privacy import whereabouts
from testimonies.privacy.whereabouts import Passage


@dataclass(frozen=True)
class BeforeErasing:
    """Shows nothing that anybody has told."""

    references: tuple[str, ...]
    papers: int
    messages: int
    #: Where it has gone. There they keep what they have, and are told that it is taken back.
    gone: tuple[Passage, ...]
    #: Why it cannot be erased now; empty when it can.
    obstacle: str


def before_erasing(case: Case) -> BeforeErasing:
    return BeforeErasing(
        references=tuple(case.submissions.order_by("pk").values_list("reference", flat=True)),
        papers=case.evidence.filter(removed_at=None).count(),
        messages=case.messages.count(),
        gone=tuple(passage for passage in _passages(case) if passage.gone_at),
        obstacle=obstacle(case),
    )


def obstacle(case: Case) -> str:
    """Why a case cannot be erased now, in a sentence; empty when it can."""
    if case.erased_at is not None:
        return _("Everything in this case has been erased.")
    if Restraint.objects.holds().filter(case=case).exists():
        return _("A legal hold keeps it: nothing may be erased until the hold is ended.")
    if StoredFile.objects.filter(evidence__case=case, legal_hold=True).exists():
        return _("A paper in it must be kept for now, by law.")
    if Holder.objects.filter(case=case, came_by=CameBy.DIED).exists():
        return _("Whoever told it has died, and wanted it kept. It stays as it was wanted.")
    return _not_answered(case) or _not_gone(case)


def _not_answered(case: Case) -> str:
    """Once everything is erased, nobody could answer what its holder asks beside."""
    own = data_requests.of_holder(case).to_answer().exclude(right=Right.ERASURE)
    waiting = own.first()
    if waiting is None:
        return ""
    said = _("They have asked something else, too: %(reference)s. Answer that first.")
    return said % {"reference": waiting.reference}


def _not_gone(case: Case) -> str:
    for passage in _passages(case):
        if passage.gone_at is None:
            said = _("It lies in bundle %(number)s for %(name)s. Discard that bundle first.")
            return said % {"number": passage.number, "name": passage.name}
    return ""


def _passages(case: Case) -> list[Passage]:
    own = case.submissions.select_related("testimony", "claim").order_by("pk")
    return [passage for each in own for passage in whereabouts.of(each)]
