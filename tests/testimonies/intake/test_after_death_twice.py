"""The form by which the staff gives a case to a relative is sent twice, or again days later."""

from __future__ import annotations

from typing import Any

import pytest

from testimonies.errors import Refusal
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.handing_over import actions as handing_over
from testimonies.models import Holder, Submission
from testimonies.models.holder import CameBy
from tests.builders_intake import a_submitted_testimony
from tests.builders_review import a_moderator
from tests.testimonies.intake.test_after_death import LIEPA, a_certificate, events, opens

pytestmark = pytest.mark.django_db


def papers_of(submission: Submission) -> dict[str, Any]:
    return {
        "document": a_certificate(submission).uuid,
        "reason": "Certificate 12",
        "by": a_moderator(),
    }


def test_sent_twice_it_is_one_death_and_the_last_letter_counts() -> None:
    submission = a_submitted_testimony()
    said = papers_of(submission)

    first, last = [
        handing_over.hand_over_after_death(submission.case_id, LIEPA, **said) for _press in "12"
    ]

    assert (opens(first), opens(last)) == (None, submission.case)
    assert events().count("case.holder_died") == 1
    assert Holder.objects.current().get().came_by == CameBy.DIED
    assert Holder.objects.count() == 2


def test_sent_again_after_they_came_back_it_shuts_nobody_out() -> None:
    submission = a_submitted_testimony()
    said = papers_of(submission)
    drafts.come_back(submission.case_id)  # whoever has died since
    code = handing_over.hand_over_after_death(submission.case_id, LIEPA, **said)
    code = handing_over.hand_over_after_death(submission.case_id, LIEPA, **said)
    drafts.come_back(submission.case_id)

    with pytest.raises(Refusal, match="has been used"):
        handing_over.hand_over_after_death(submission.case_id, LIEPA, **said)

    assert opens(code) == submission.case
