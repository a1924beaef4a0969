"""What the death of a holder leaves as it was."""

from __future__ import annotations

from testimonies.models import Submission
from testimonies.privacy import queries as privacy


def stays_as_it_is(submission: Submission) -> bool:
    """What somebody allowed who has died since is changed by nobody who came after."""
    consent = privacy.current_consent(submission)
    return consent is not None and privacy.has_died_since(consent)
