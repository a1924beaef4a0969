"""What holds a whole case back: a suspension for safety, and a legal hold. Used by the desk.

No state of a testimony or a claim is touched. When the restraint ends, everything is exactly
where it was; what consent has changed meanwhile was followed meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Case, Restraint, StoredFile
from testimonies.models.restraint import Ground, Restrains

if TYPE_CHECKING:
    from accounts.models import User

BEGUN = {Restrains.SUSPENSION: "case.suspended", Restrains.LEGAL_HOLD: "case.held"}
ENDED = {
    Restrains.SUSPENSION: "case.suspension_ended",
    Restrains.LEGAL_HOLD: "case.hold_ended",
}


@dataclass(frozen=True)
class Why:
    ground: Ground
    words: str


@transaction.atomic
def begin(case_id: int, kind: Restrains, why: Why, *, by: User) -> Restraint:
    """Hide a case from everybody outside, or keep everything of it from being erased."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    if case.restraints.open().filter(kind=kind).exists():
        raise Refusal(_("Somebody has done this already."))

    restraint = Restraint.objects.create(
        case=case, kind=kind, ground=why.ground, told={"why": why.words}, by=by
    )
    if kind == Restrains.LEGAL_HOLD:
        _hold_files(case, held=True)
    custody.record(BEGUN[kind], case, by=by, ground=why.ground.value)
    return restraint


@transaction.atomic
def end(case_id: int, kind: Restrains, *, by: User, why: str) -> Restraint:
    """Let it go on as it was."""
    case = Case.objects.select_for_update(no_key=True).get(pk=case_id)
    restraint = case.restraints.open().filter(kind=kind).first()
    if restraint is None:
        raise Refusal(_("Somebody has ended this already."))

    restraint.ended_at, restraint.ended_by = now(), by
    restraint.told_at_end = {"why": why}
    restraint.save(update_fields=["ended_at", "ended_by", "told_at_end"])
    if kind == Restrains.LEGAL_HOLD:
        _hold_files(case, held=False)
    custody.record(ENDED[kind], case, by=by)
    return restraint


def _hold_files(case: Case, *, held: bool) -> None:
    """What arrives while the hold is open is held by the database."""
    StoredFile.objects.filter(evidence__case=case).update(legal_hold=held)
