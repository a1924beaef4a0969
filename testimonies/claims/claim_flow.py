"""The way through the questions of a claim, up to handing it in."""

from testimonies.claims import actions as claims
from testimonies.claims import questions, reading
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.models import Submission


def _hand_in(filled: Filled) -> Submission:
    told = reading.claim(filled)
    return claims.submit(filled.draft.pk, told, questionnaire=filled.questionnaire)


CLAIM = Flow(
    name="claim",
    questionnaire=questions.CLAIM,
    hand_in=_hand_in,
)
