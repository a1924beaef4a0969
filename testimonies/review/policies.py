"""Who may do what at the desk, beyond looking."""

from __future__ import annotations

from accounts.models import User
from testimonies.intake.transcribing.policies import has_typed
from testimonies.models import Submission

OPEN_SEAL = "testimonies.open_seal"
OPEN_VAULT = "testimonies.open_vault"
EXPORT_HISTORY = "testimonies.hand_over_case"
HAND_OVER = "testimonies.hand_over_case"


def may_review(user: User, submission: Submission) -> bool:
    """Whoever typed it in leaves the reading to two others."""
    return (
        hasattr(submission, "testimony")
        and user.has_perm("testimonies.review_submission")
        and not has_typed(user, submission)
    )


def may_set_aside(user: User, _submission: Submission) -> bool:
    return user.has_perm("testimonies.review_submission") or user.has_perm(
        "testimonies.assess_claim"
    )


def may_look(user: User, submission: Submission) -> bool:
    """Whoever decides on testimonies or claims."""
    return may_set_aside(user, submission)


def may_read_later_paper(user: User, submission: Submission) -> bool:
    """One of the two people who read what was added after handing in."""
    return may_set_aside(user, submission) or user.has_perm("testimonies.second_review")


def may_be_second_reader(user: User, submission: Submission) -> bool:
    """Second readers, and any moderator who has not read this testimony first."""
    testimony = getattr(submission, "testimony", None)
    return (
        testimony is not None
        and testimony.first_reader_id != user.pk
        and not has_typed(user, submission)
        and (
            user.has_perm("testimonies.second_review")
            or user.has_perm("testimonies.review_submission")
        )
    )


def may_publish(user: User, submission: Submission) -> bool:
    return hasattr(submission, "testimony") and user.has_perm("testimonies.publish_testimony")


def may_write(user: User, _submission: Submission) -> bool:
    return user.has_perm("testimonies.answer_message")


def may_ask_witness(user: User, submission: Submission) -> bool:
    return hasattr(submission, "testimony") and may_write(user, submission)


def may_ask_claimant(user: User, submission: Submission) -> bool:
    return hasattr(submission, "claim") and may_write(user, submission)


def may_assess(user: User, submission: Submission) -> bool:
    return (
        hasattr(submission, "claim")
        and user.has_perm("testimonies.assess_claim")
        and not has_typed(user, submission)
    )


def may_assess_second(user: User, submission: Submission) -> bool:
    return may_assess(user, submission) and submission.claim.first_assessor_id != user.pk


def may_record(user: User, submission: Submission) -> bool:
    """Acknowledging and recording a claim is reading it, not assessing it."""
    return hasattr(submission, "claim") and (
        user.has_perm("testimonies.review_submission") or user.has_perm("testimonies.assess_claim")
    )
