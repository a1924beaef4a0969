"""An assessor opens what was told under seal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import SealedAnswers
from testimonies.privacy import queries as privacy
from testimonies.privacy.rules import Level
from testimonies.restraints import policies as restraints

if TYPE_CHECKING:
    from accounts.models import User


@transaction.atomic
def open_seal(submission_id: int, *, by: User, reason: str) -> SealedAnswers:
    """The sealed answers, and a line that says who opened them and why.

    The line belongs to the seal, not to the submission: whoever may not open it does not see
    that there is one.
    """
    found = SealedAnswers.objects.filter(submission_id=submission_id)
    sealed = found.select_related("submission").first()
    if sealed is None:
        raise Refusal(_("Nothing was told under seal."))
    restraints.must_go_on(sealed.submission.case_id)
    decision = privacy.access_to(sealed.submission)
    if decision is None or decision.access.text == Level.NOBODY:
        raise Refusal(_("It was taken back. Nobody opens it any more."))
    custody.record("seal.opened", sealed, by=by, reason=reason)
    return sealed
