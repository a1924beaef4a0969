"""What the death of a holder leaves as it was."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testimonies.errors import Refusal
from testimonies.models import Submission
from testimonies.privacy import queries as privacy


def stays_as_it_is(submission: Submission) -> bool:
    """What somebody allowed who has died since is changed by nobody who came after."""
    consent = privacy.current_consent(submission)
    return consent is not None and privacy.has_died_since(consent)


def must_be_free_to_go(submission: Submission) -> None:
    if stays_as_it_is(submission):
        raise Refusal(
            _("Whoever handed this in has died. It stays as it was wanted. Write to us.")
        )


def must_be_free_to_change(submission: Submission) -> None:
    if stays_as_it_is(submission):
        raise Refusal(_("Whoever allowed this has died. It stays as it was wanted. Write to us."))
