"""Doubts about people who were never asked, and findings about testimonies, by the actions."""

from __future__ import annotations

from typing import Any

from testimonies.flags import actions as flags
from testimonies.flags.actions import Doubt
from testimonies.models import Flag, Submission, Testimony, Weighing
from testimonies.models.flag import FlagKind, Outcome
from testimonies.models.testimony import Verification
from testimonies.weighing import actions as weighing
from testimonies.weighing.actions import Finding
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator, another_moderator

NEIGHBOUR = Doubt(FlagKind.LIVING_PERSON, "the neighbour's boy", "He would be eighty-eight today.")
WHY = "Both tell of the same waggon, and neither knew the other."


def a_flag(submission: Submission, doubt: Doubt = NEIGHBOUR) -> Flag:
    return flags.raise_flag(submission.pk, doubt, by=a_moderator())


def closed(flag: Flag, outcome: Outcome = Outcome.COVERED) -> Flag:
    return flags.close(flag.pk, by=another_moderator(), outcome=outcome, why="It is covered now.")


def weighed(testimony: Testimony, found: Verification, **on: Any) -> Weighing:
    return weighing.weigh(testimony.pk, Finding(found, WHY, **on), by=a_moderator())


OF_CLAIMS = "acknowledge completeness record assess second-assess ask-claimant not-recordable"


def addresses_of_flags(claim: Submission) -> dict[str, dict[str, Any]]:
    """For the table of who may open what."""
    doubted = a_submitted_testimony()
    return {
        "admin:testimonies_submission_close_flag": {
            "reference": doubted.reference,
            "flag": a_flag(doubted).uuid,
        },
        "admin:testimonies_submission_explain": {"slug": "decline"},
        **{
            f"admin:testimonies_submission_{part}": {"reference": claim.reference}
            for part in OF_CLAIMS.split()
        },
    }
