"""Who may type in what came on paper, and who may not decide about it afterwards."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.errors import Refusal
from testimonies.models import Submission, Transcription

TRANSCRIBE = "testimonies.transcribe"


def may_transcribe(user: User) -> bool:
    return user.has_perm(TRANSCRIBE)


def has_typed(user: User, submission: Submission) -> bool:
    """Typed any of it in. Two others read it beside the scan, so that nobody checks themselves."""
    if submission.entered_by_id == user.pk:
        return True
    typed = Transcription.objects.filter(draft=submission.draft_id, typists=user)
    return submission.entered_by_id is not None and typed.exists()


def must_not_have_typed(user: User, submission: Submission) -> None:
    """Who typed something in would compare with the scan what they themselves have read."""
    if has_typed(user, submission):
        raise Refusal(_("You have typed this in. Two others must read it."))
