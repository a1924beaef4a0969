"""How a submission stands, in plain words for the person who handed it in."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import Words
from testimonies.models import Submission
from testimonies.models.case import Kind
from testimonies.models.claim import State
from testimonies.models.testimony import Publication, Workflow
from testimonies.restraints import queries as restraints


@dataclass(frozen=True)
class StateInWords:
    """A word for the tag, its colour, a sentence on how it stands, and what happens next."""

    word: Words
    colour: str
    sentence: Words
    next: Words = ""
    #: Two people still have to read it.
    is_being_read: bool = False


READ_BY_TWO = _(
    "Two people of the association read it, one after the other. If something is unclear, they"
    " ask you here."
)
ASKED = StateInWords(
    _("We have a question"),
    "wait",
    _("Please look at your messages."),
    _("As soon as you have answered, it is read on."),
)
PUBLIC = StateInWords(
    _("Public"),
    "good",
    _("It stands in the archive, shown as you allowed."),
    _("Nothing more has to happen. You can change what you allow at any time."),
)
READING = StateInWords(
    _("Being read"),
    "calm",
    _("Two people read every testimony."),
    _("When both have accepted it, it is kept, and used only as you allow."),
    is_being_read=True,
)
RECORDED = StateInWords(
    _("Recorded"),
    "calm",
    _("Two people assess it before it goes anywhere."),
    _("Then it goes to the institutions that you named, with the next bundle."),
)

ONLY_KEPT = _(
    "You let it go to no institution, so it is only kept. You can change what you allow at any"
    " time."
)
#: By state, where whoever claims lets it go to nobody.
TO_NOBODY: dict[State, StateInWords] = {
    **dict.fromkeys((State.RECORDED, State.ASSESSED), replace(RECORDED, next=ONLY_KEPT)),
    State.READY_FOR_BUNDLE: StateInWords(
        _("Recorded"), "calm", _("Two people have assessed it."), ONLY_KEPT
    ),
}

SUSPENDED = StateInWords(
    _("Paused"),
    "wait",
    _("For safety it is shown to nobody and sent to nobody for now."),
    _("Call us if you want to know why, or if you are in danger. You can take it back as always."),
)

OF_TESTIMONIES: dict[Workflow, StateInWords] = {
    Workflow.SUBMITTED: StateInWords(
        _("Received"), "calm", _("Nobody has read it yet."), READ_BY_TWO, is_being_read=True
    ),
    Workflow.TRIAGE: StateInWords(
        _("Received"),
        "calm",
        _("Somebody has seen it. A reader takes it up soon."),
        READ_BY_TWO,
        is_being_read=True,
    ),
    Workflow.NEEDS_INFO: ASKED,
    Workflow.IN_REVIEW: READING,
    Workflow.SECOND_REVIEW: READING,
    Workflow.ACCEPTED: StateInWords(
        _("Accepted"),
        "good",
        _("It is kept in the archive, and used as you allowed."),
        _("If you allow everybody to see it, somebody puts it into the public archive."),
    ),
    Workflow.DECLINED: StateInWords(
        _("Not accepted"), "bad", _("The reason is in your messages. You can answer it.")
    ),
    Workflow.DUPLICATE: StateInWords(
        _("Told before"),
        "calm",
        _("You told us the same before. Both are kept, and the earlier one is read on."),
        _("If this is something else, tell us in your messages."),
    ),
    Workflow.WITHDRAWN: StateInWords(
        _("Taken back"), "", _("It is shown to nobody and sent to nobody any more.")
    ),
}
OF_CLAIMS: dict[State, StateInWords] = {
    State.SUBMITTED: StateInWords(
        _("Received"),
        "calm",
        _("Nobody has read it yet."),
        _("Somebody of the association checks whether it is complete, and asks you if not."),
    ),
    State.ACKNOWLEDGED: StateInWords(
        _("Being checked"),
        "calm",
        _("We check whether it is complete."),
        _("If something is missing, we ask you here. Otherwise it is recorded."),
    ),
    State.INFO_REQUESTED: ASKED,
    State.RECORDED: RECORDED,
    State.ASSESSED: RECORDED,
    State.NOT_RECORDABLE: StateInWords(
        _("Not recorded"), "bad", _("The reason is in your messages. You can answer it.")
    ),
    State.READY_FOR_BUNDLE: StateInWords(
        _("Ready to be sent"), "calm", _("It goes out with the next bundle.")
    ),
    State.TRANSMITTED: StateInWords(
        _("Sent"),
        "good",
        _("It has gone to the institutions that you named."),
        _("We ask there until somebody confirms that it has arrived."),
    ),
    State.RECEIVED: StateInWords(
        _("Received there"),
        "good",
        _("An institution has confirmed that it arrived."),
        _("What they answer is theirs to decide, and we cannot say when they do."),
    ),
    State.WITHDRAWN: StateInWords(_("Taken back"), "", _("It is sent to nobody any more.")),
}


def of(
    submission: Submission,
    *,
    is_suspended: bool | None = None,
    is_to_nobody: bool | None = None,
) -> StateInWords:
    """`is_suspended` of its case and `is_to_nobody` of its consent, where they were asked."""
    if is_suspended is None:
        is_suspended = restraints.is_suspended(submission.case)
    if is_suspended and not is_taken_back(submission):
        return SUSPENDED
    if submission.kind == Kind.CLAIM:
        return _of_claim(submission, is_to_nobody)
    testimony = submission.testimony
    if testimony.publication == Publication.PUBLISHED:
        return PUBLIC
    return OF_TESTIMONIES[Workflow(testimony.workflow)]


def _of_claim(submission: Submission, is_to_nobody: bool | None) -> StateInWords:
    state = State(submission.claim.state)
    if is_to_nobody is None and state in TO_NOBODY:
        is_to_nobody = submission.consents.current().filter(institutions=[]).exists()
    return TO_NOBODY.get(state, OF_CLAIMS[state]) if is_to_nobody else OF_CLAIMS[state]


def is_taken_back(submission: Submission) -> bool:
    if submission.kind == Kind.CLAIM:
        return submission.claim.state == State.WITHDRAWN
    return submission.testimony.workflow == Workflow.WITHDRAWN
