"""The letter to a relative who takes a case over after a death: the new code, and the receipt."""

from __future__ import annotations

from typing import Any

from django.utils import translation
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.intake.transcribing import letter as to_submitters
from testimonies.models import Submission
from testimonies.typesetting import compose


def pdf(submission: Submission, code: str) -> bytes:
    """In the language of the case. SECURITY: the code is on this paper and nowhere else."""
    with translation.override(submission.case.language):
        return compose("receipt_letter", _words(submission, code), at=now())


def _words(submission: Submission, code: str) -> dict[str, Any]:
    told = [
        _("The reference is %(reference)s.") % {"reference": submission.reference},
        _("You have shown us papers, and take the place of somebody who has died. We are sorry."),
        _(
            "What they told and what they allowed stays as they wanted it. You can read it, answer"
            " our questions, add papers, and hand in something of your own."
        ),
    ]
    said = to_submitters.words_of(submission, code)
    return said | {"title": _("This case is in your hands now"), "told": told}
