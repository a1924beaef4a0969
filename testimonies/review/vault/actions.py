"""Somebody of the staff looks up who handed in, and how they are reached."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission, Submitter

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_vault(submission_id: int, *, by: User, reason: str) -> Submitter:
    """How the submitter is reached, and a line in the case that says who looked and why."""
    submission = Submission.objects.select_related("case").get(pk=submission_id)
    submitter = Submitter.objects.filter(case=submission.case).first()
    if submitter is None:
        raise Refusal(_("They left nothing by which to reach them."))
    custody.record("case.vault_opened", submission.case, by=by, reason=reason)
    return submitter
