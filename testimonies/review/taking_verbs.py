"""The buttons by which a submission comes into somebody's hands, and out of them."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from testimonies.conflicts import actions as conflicts
from testimonies.conflicts.forms import KeepAway
from testimonies.models import Submission
from testimonies.models.conflict import Tie
from testimonies.review.forms import PassOn, WhyTakeOver
from testimonies.review.taking import actions as taking
from testimonies.review.taking import policies
from testimonies.review.verb import Verb


def is_free(submission: Submission) -> bool:
    return submission.queued.assignee_id is None and submission.queued.waits


def waits(submission: Submission) -> bool:
    return submission.queued.waits


KEEP_AWAY = Verb(
    "keep-away",
    _("I should not decide about this"),
    _("You see nothing of that case any more. Thank you for saying so."),
    may=lambda user, _submission: user.has_perm("testimonies.view_submission"),
    fits=lambda _submission: True,
    act=lambda submission, user, said: conflicts.declare(
        submission.reference, Tie(said["tie"]), of=user, by=user
    ),
    form=KeepAway,
    can_be_undone=False,
)
TAKING: tuple[Verb, ...] = (
    Verb(
        "take",
        _("Take it in hand"),
        _("It is in your hands: the others see that you are at it."),
        may=policies.may_take,
        fits=is_free,
        act=lambda submission, user, _said: taking.take(submission.pk, by=user),
        key="h",
    ),
    Verb(
        "give-back",
        _("Give it back"),
        _("It is in nobody’s hands now."),
        may=policies.may_take,
        is_for=lambda user, submission: submission.queued.assignee_id == user.pk,
        fits=lambda submission: submission.queued.assignee_id is not None,
        act=lambda submission, user, _said: taking.give_back(submission.pk, by=user),
        key="g",
    ),
    Verb(
        "pass-on",
        _("Give it to a colleague"),
        _("It is in your colleague’s hands now, with your note."),
        may=policies.may_take,
        is_for=lambda user, submission: not policies.is_in_other_hands(user, submission),
        fits=waits,
        act=lambda submission, user, said: taking.pass_on(
            submission.pk, to=said["to"], note=said["note"], by=user
        ),
        form=PassOn,
        key="c",
    ),
    Verb(
        "take-over",
        _("Take it over"),
        _("It is in your hands now. Your reason is written down."),
        may=policies.may_take,
        is_for=policies.is_in_other_hands,
        fits=lambda submission: submission.queued.assignee_id is not None,
        act=lambda submission, user, said: taking.take_over(
            submission.pk, reason=said["reason"], by=user
        ),
        form=WhyTakeOver,
        key="o",
        look="careful",
    ),
)
