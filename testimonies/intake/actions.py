"""What the holder of a return code does with a case: hands in, writes, answers, withdraws."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from testimonies.custody import log as custody
from testimonies.intake.handing_in import actions as handing_in
from testimonies.models import Draft, Submission, Testimony
from testimonies.models.custody import Actor

if TYPE_CHECKING:
    from testimonies.intake.questionnaire import Questionnaire
    from testimonies.intake.told import Told


@transaction.atomic
def submit(draft_id: int, told: Told, *, questionnaire: Questionnaire) -> Submission:
    """Hand a testimony in. Idempotent: a draft becomes one submission, whoever presses twice."""
    draft = Draft.objects.lock(draft_id)
    if earlier := handing_in.earlier_submission(draft):
        return earlier

    submission = handing_in.open_submission(draft, questionnaire, language=told.consent.language)
    mentioned = handing_in.mention(submission, told.person)
    for period in told.periods:
        handing_in.tell_period(mentioned, period)
    testimony = Testimony.objects.create(
        submission=submission, language=submission.language, told=dict(told.words)
    )
    handing_in.give_consent(submission, told.consent)
    handing_in.keep_contact(draft, told.contact)
    custody.record("testimony.submitted", testimony, actor=Actor.SUBMITTER)
    handing_in.close(draft, submission)
    return submission
