"""The way through the questions of a testimony, up to handing it in."""

from testimonies.intake import actions as intake
from testimonies.intake import questions, reading
from testimonies.intake.filled import Filled
from testimonies.intake.flow import Flow
from testimonies.models import Submission


def _hand_in(filled: Filled) -> Submission:
    told = reading.testimony(filled)
    return intake.submit(filled.draft.pk, told, questionnaire=filled.questionnaire)


TESTIMONY = Flow(
    name="testimony",
    questionnaire=questions.TESTIMONY,
    hand_in=_hand_in,
)
