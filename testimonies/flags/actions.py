"""Doubts about people who never consented: raised by one reader, closed by another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Flag, PersonMention, Submission, Testimony
from testimonies.models.flag import FlagKind, Outcome
from testimonies.models.testimony import Publication
from testimonies.review import actions as review

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Doubt:
    kind: FlagKind
    #: The words in which it lies, as they stand there; may be empty.
    passage: str
    why: str
    #: The uuid of the mention, if the person has one.
    person: UUID | None = None


@transaction.atomic
def raise_flag(submission_id: int, doubt: Doubt, *, by: User) -> Flag:
    """From now on nothing of it becomes public; what is public is taken down at once."""
    submission = Submission.objects.lock(submission_id)
    testimony = Testimony.objects.filter(submission=submission).first()
    if testimony and Testimony.objects.lock(testimony.pk).publication == Publication.PUBLISHED:
        review.unpublish(testimony.pk, by=by)
    mention = None
    if doubt.person is not None:
        mention = PersonMention.objects.filter(submission=submission, uuid=doubt.person).first()
        if mention is None:
            raise Refusal(_("This person is not in this submission."))

    flag = Flag.objects.create(
        submission=submission,
        mention=mention,
        kind=doubt.kind,
        told={"passage": doubt.passage, "why": doubt.why},
        by=by,
    )
    custody.record("submission.flagged", submission, by=by, flag=doubt.kind.value)
    return flag


@transaction.atomic
def close(flag_id: int, *, by: User, outcome: Outcome, why: str) -> Flag:
    """Another reader says why the doubt is over. Publishing stays an act of its own."""
    flag = Flag.objects.select_for_update(no_key=True, of=("self",)).get(pk=flag_id)
    if flag.closed_at is not None:
        raise Refusal(_("Somebody has closed this already."))
    if flag.by_id == by.pk:
        raise Refusal(_("You have raised this doubt. Somebody else must close it."))

    flag.closed_at, flag.closed_by = now(), by
    flag.outcome, flag.told_at_close = outcome, {"why": why}
    flag.save(update_fields=["closed_at", "closed_by", "outcome", "told_at_close"])
    custody.record("submission.unflagged", flag.submission, by=by, outcome=outcome.value)
    return flag
