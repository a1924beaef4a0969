"""How a submission stands, in plain words for the person who handed it in."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Words
from testimonies.models import Submission
from testimonies.models.case import Kind
from testimonies.models.claim import State
from testimonies.models.testimony import Publication, Workflow


@dataclass(frozen=True)
class Standing:
    """A word for the tag, its colour, and a sentence on what happens next."""

    word: Words
    colour: str
    sentence: Words


UNREAD = Standing(_("Received"), "calm", _("Nobody has read it yet."))
ASKED = Standing(_("We have a question"), "wait", _("Please look at your messages."))
PUBLIC = Standing(_("Public"), "good", _("It stands in the archive, shown as you allowed."))
READING = Standing(_("Being read"), "calm", _("Two people read every testimony."))
RECORDED = Standing(_("Recorded"), "calm", _("Two people assess it before it goes anywhere."))

OF_TESTIMONIES: dict[Workflow, Standing] = {
    Workflow.SUBMITTED: UNREAD,
    Workflow.NEEDS_INFO: ASKED,
    Workflow.IN_REVIEW: READING,
    Workflow.SECOND_REVIEW: READING,
    Workflow.ACCEPTED: Standing(
        _("Accepted"), "good", _("It is kept in the archive, and used as you allowed.")
    ),
    Workflow.DECLINED: Standing(
        _("Not accepted"), "bad", _("The reason is in your messages. You can answer it.")
    ),
    Workflow.WITHDRAWN: Standing(
        _("Taken back"), "", _("It is shown to nobody and sent to nobody any more.")
    ),
}
OF_CLAIMS: dict[State, Standing] = {
    State.SUBMITTED: UNREAD,
    State.ACKNOWLEDGED: Standing(
        _("Being checked"), "calm", _("We check whether it is complete.")
    ),
    State.INFO_REQUESTED: ASKED,
    State.RECORDED: RECORDED,
    State.ASSESSED: RECORDED,
    State.NOT_RECORDABLE: Standing(
        _("Not recorded"), "bad", _("The reason is in your messages. You can answer it.")
    ),
    State.READY_FOR_BUNDLE: Standing(
        _("Ready to be sent"), "calm", _("It goes out with the next bundle.")
    ),
    State.TRANSMITTED: Standing(
        _("Sent"), "good", _("It has gone to the institutions that you named.")
    ),
    State.RECEIVED: Standing(
        _("Received there"), "good", _("An institution has confirmed that it arrived.")
    ),
    State.WITHDRAWN: Standing(_("Taken back"), "", _("It is sent to nobody any more.")),
}


def of(submission: Submission) -> Standing:
    if submission.kind == Kind.CLAIM:
        return OF_CLAIMS[State(submission.claim.state)]
    testimony = submission.testimony
    if testimony.publication == Publication.PUBLISHED:
        return PUBLIC
    return OF_TESTIMONIES[Workflow(testimony.workflow)]


def is_taken_back(submission: Submission) -> bool:
    if submission.kind == Kind.CLAIM:
        return submission.claim.state == State.WITHDRAWN
    return submission.testimony.workflow == Workflow.WITHDRAWN
