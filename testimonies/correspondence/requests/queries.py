"""What stands in the way of a letter to an archive."""

from __future__ import annotations

from django.utils.translation import gettext as _

from testimonies.models import ArchiveRequest, Letter, Redaction, Submission
from testimonies.models.redaction import Covered, Stage
from testimonies.redactions import passages
from testimonies.restraints import queries as restraints

LETTER, REMINDER = "archive_request", "archive_reminder"
KINDS = frozenset({LETTER, REMINDER})


def request_of(letter: Letter) -> ArchiveRequest | None:
    """Whose mail it is; nobody's once the case is erased."""
    return ArchiveRequest.objects.filter(letters__contains=[letter.pk]).first()


def obstacle(submission: Submission, words: str) -> str:
    """Why nothing of the case may go to anybody outside now; empty when it may.

    SECURITY: asked anew when it is written, sent, and reminded of, and when its mail goes.
    """
    if submission.erased_at is not None:
        return _("Everything in this case has been erased.")
    if restraints.kinds(submission.case_id):
        return _("The case is held back: nothing of it leaves the house.")
    if is_over(submission):
        return _("This has been taken back. Nobody is written to in its name.")
    if has_covered(submission, words):
        return _("Something in this letter is covered in the case. Write it without these words.")
    return ""


def is_over(submission: Submission) -> bool:
    """Erased or taken back: nothing of it goes to anybody again."""
    if submission.erased_at is not None:
        return True
    return submission.consents.current().filter(withdrawn_at__isnull=False).exists()


def mails_of(request: ArchiveRequest) -> list[Letter]:
    """How each of its mails fares, the newest first; gone ones are forgotten after a while."""
    return list(Letter.objects.filter(pk__in=request.letters).order_by("-pk"))


def has_covered(submission: Submission, words: str) -> bool:
    covered = Redaction.objects.filter(
        submission__case=submission.case_id, what=Covered.WORDS
    ).exclude(state=Stage.LIFTED)
    plain = passages.plain(words)
    return any(passages.everywhere(plain, each.anchor["words"]) for each in covered)
