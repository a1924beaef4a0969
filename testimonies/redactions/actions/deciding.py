"""What a second person says to a redaction, and how two people uncover again."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.evidence import keeping
from testimonies.models import Evidence, Redaction, StoredFile
from testimonies.models.evidence import FileRole
from testimonies.models.redaction import Covered, Stage
from testimonies.redactions import parts, policies, queries
from testimonies.redactions.actions import hearing
from testimonies.redactions.parts import Sense
from testimonies.review import actions as review

DERIVED = (FileRole.REDACTED, FileRole.REDACTED_THUMBNAIL)
LIFTED = ["state", "lift_asked_by", "lifted_by", "lifted_at", "lift_reason"]


@transaction.atomic
def approve(redaction_id: int, *, by: User) -> Redaction:
    """The second person's yes. Words are covered at once, of a paper a copy is made."""
    redaction = _lock(redaction_id)
    policies.must_see(by, redaction.submission, redaction.question)
    if redaction.state != Stage.PROPOSED:
        raise Refusal(_("Somebody has decided about this already."))
    if redaction.proposed_by_id == by.pk:
        raise Refusal(_("You have proposed this. Somebody else must agree to it."))

    redaction.approved_by, redaction.approved_at = by, now()
    redaction.state = Stage.APPROVED
    if redaction.what == Covered.WORDS:
        redaction.state, redaction.applied_at = Stage.APPLIED, redaction.approved_at
    redaction.save(update_fields=["state", "approved_by", "approved_at", "applied_at"])
    custody.record("redaction.approved", redaction, by=by)
    if redaction.what == Covered.WORDS:
        review.cover_again(redaction.submission.case_id)
    elif redaction.evidence and _silences(redaction) and _knows(by, redaction.evidence):
        hearing.heard(redaction.evidence, redaction.approved_at, by=by)
    return redaction


@transaction.atomic
def lift(redaction_id: int, *, by: User, reason: str) -> Redaction:
    """Not to be covered. What two people have covered, two people uncover.

    The first who wants it asks, and it stays covered; it ends when another one agrees.
    """
    redaction = _lock(redaction_id)
    policies.must_see(by, redaction.submission, redaction.question)
    redaction.must_allow(Stage.LIFTED)
    if redaction.approved_by_id and redaction.lift_asked_by_id is None:
        return _ask(redaction, by, reason)
    if redaction.lift_asked_by_id == by.pk:
        raise Refusal(_("You have asked for it. Somebody else must agree to it."))

    was_covered = redaction.state != Stage.PROPOSED
    if was_covered and redaction.evidence and queries.is_held(redaction.evidence):
        raise Refusal(_("This paper must be kept as it is for now, by law."))
    redaction.state = Stage.LIFTED
    redaction.lifted_by, redaction.lifted_at = by, now()
    redaction.lift_reason = redaction.lift_reason or {"words": reason}
    redaction.save(update_fields=LIFTED)
    custody.record("redaction.lifted", redaction, by=by)
    if was_covered and redaction.what == Covered.WORDS:
        review.cover_again(redaction.submission.case_id)
    elif was_covered and redaction.evidence:
        _uncover(redaction.evidence)
    return redaction


@transaction.atomic
def keep(redaction_id: int, *, by: User) -> Redaction:
    """The no to whoever asked to uncover it again: it stays covered."""
    redaction = _lock(redaction_id)
    policies.must_see(by, redaction.submission, redaction.question)
    if redaction.lift_asked_by_id is None or redaction.state == Stage.LIFTED:
        raise Refusal(_("Nobody asks to uncover this."))

    redaction.lift_asked_by, redaction.lift_reason = None, None
    redaction.save(update_fields=LIFTED)
    custody.record("redaction.kept", redaction, by=by)
    return redaction


@transaction.atomic
def try_again(redaction_id: int, *, by: User) -> Evidence:
    """The covered copy could not be made: what stood in its way is mended, and it is made anew."""
    redaction = _lock(redaction_id)
    if not redaction.is_stuck or redaction.evidence is None:
        raise Refusal(_("Its covered copy is being made, or is there."))

    redaction.evidence.redactions.filter(state=Stage.APPROVED).update(attempts=0, tried_at=None)
    custody.record("redaction.tried_again", redaction, by=by)
    return redaction.evidence


def _knows(user: User, paper: Evidence) -> bool:
    return policies.knows_what_is_covered(user, paper.case_id)


def _silences(redaction: Redaction) -> bool:
    """Two people have listened to it, and a black picture alone takes no word away."""
    times = redaction.anchor.get("times", ())
    return any(each.sense != Sense.PICTURE for each in parts.stretches(times))


def _ask(redaction: Redaction, by: User, reason: str) -> Redaction:
    redaction.lift_asked_by, redaction.lift_reason = by, {"words": reason}
    redaction.save(update_fields=LIFTED)
    custody.record("redaction.lift_asked", redaction, by=by)
    return redaction


def _lock(redaction_id: int) -> Redaction:
    """Whatever else will be written, first: the queue follows, and lets nobody wait after that.

    Whoever publishes meanwhile is waited for, and whoever comes after sees what was decided.
    """
    found = Redaction.objects.filter(pk=redaction_id)
    case, paper = found.values_list("submission__case", "evidence").get()
    review.lock_all(case)
    if paper is not None:
        Evidence.objects.lock(paper)
    return Redaction.objects.lock(redaction_id)


def _uncover(paper: Evidence) -> None:
    """What else is covered in it waits for a new copy, and until then nothing of it leaves."""
    others = paper.redactions.standing()
    if others.exists():
        others.update(state=Stage.APPROVED, attempts=0, tried_at=None)
        return
    forget_copies(paper)


def forget_copies(paper: Evidence) -> None:
    """The covered copies of a paper go, the files once this is committed."""
    for file in StoredFile.objects.filter(evidence=paper, role__in=DERIVED):
        transaction.on_commit(partial(keeping.forget, file.path))
        file.delete()
