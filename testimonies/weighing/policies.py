from accounts.models import User
from testimonies.intake.transcribing.policies import has_typed
from testimonies.models import Submission


def may_weigh(user: User, submission: Submission) -> bool:
    """Whoever reads testimonies as first or second, but not what they typed in themselves."""
    return (
        hasattr(submission, "testimony")
        and (
            user.has_perm("testimonies.review_submission")
            or user.has_perm("testimonies.second_review")
        )
        and not has_typed(user, submission)
    )
