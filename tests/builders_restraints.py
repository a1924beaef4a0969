"""Cases that are held back, by the actions."""

from __future__ import annotations

from testimonies.models import Case, Restraint
from testimonies.models.restraint import Ground, Restrains
from testimonies.restraints import actions as restraints
from testimonies.restraints.actions import Why
from tests.builders_review import a_moderator

DANGER = Why(Ground.DANGER_TELLER, "A man rang at her door and asked what she had written.")
LAWSUIT = Why(Ground.COURT, "The regional court wrote on 3 May: keep it for two years.")


def suspended(case: Case) -> Restraint:
    return restraints.begin(case.pk, Restrains.SUSPENSION, DANGER, by=a_moderator())


def held(case: Case) -> Restraint:
    return restraints.begin(case.pk, Restrains.LEGAL_HOLD, LAWSUIT, by=a_moderator())


def let_go(restraint: Restraint) -> Restraint:
    kind = Restrains(restraint.kind)
    return restraints.end(restraint.case_id, kind, by=a_moderator(), why="It is over.")
