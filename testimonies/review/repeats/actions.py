"""Testimonies that repeat an earlier one: joined to be looked at, never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _

from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import Submission, Testimony
from testimonies.models.custody import Actor
from testimonies.models.testimony import Workflow
from testimonies.restraints import policies as restraints
from testimonies.review.messages import actions as messages

if TYPE_CHECKING:
    from accounts.models import User

MOVED = ["workflow", "duplicate_of"]


@transaction.atomic
def join(testimony_id: int, *, by: User, original: str, explanation: str) -> Testimony:
    """Say of which earlier submission it tells the same, and tell the submitter.

    SECURITY: the letter never names the other one: it may be of somebody else's hand.
    """
    testimony = Testimony.objects.lock(testimony_id)
    testimony.must_allow(Workflow.DUPLICATE)
    restraints.must_go_on(testimony.submission.case_id)
    first = _original(testimony, original, by)

    testimony.workflow, testimony.duplicate_of = Workflow.DUPLICATE, first
    testimony.save(update_fields=MOVED)
    messages.write(testimony.submission, explanation, by=by, letter="message_to_submitter")
    custody.record("testimony.told_before", testimony, by=by, of=first.reference)
    return testimony


def leave(testimony: Testimony) -> int:
    """An original was taken back: what repeats it waits for a reader again. Returns how many."""
    repeating = Testimony.objects.filter(duplicate_of=testimony.submission_id).order_by("pk")
    again = list(repeating.select_for_update(no_key=True, of=("self",)))
    for each in again:
        each.workflow, each.duplicate_of = Workflow.TRIAGE, None
        each.save(update_fields=MOVED)
        custody.record("testimony.original_withdrawn", each, actor=Actor.SYSTEM)
    return len(again)


def _original(testimony: Testimony, reference: str, by: User) -> Submission:
    found = Submission.objects.visible_to(by).filter(reference=reference.strip().upper())
    first = found.select_related("testimony").filter(testimony__isnull=False).first()
    if first is None or first.testimony.workflow == Workflow.WITHDRAWN:
        raise Refusal(_("There is no testimony with this reference."))
    if first.pk == testimony.submission_id:
        raise Refusal(_("It cannot repeat itself. Write the reference of the other one."))
    _must_be_free(first)
    if first.testimony.duplicate_of_id is not None:
        raise Refusal(_("That one repeats another itself. Write the reference of the first one."))
    if testimony.submission.duplicates.exists():
        raise Refusal(_("Others were found to repeat this one. It is the first of them."))
    return first


def _must_be_free(first: Submission) -> None:
    """Whoever takes the original back meanwhile would not see what repeats it: it would wait for
    nobody. Nobody is waited for, since two may join two with each other.
    """
    own = Testimony.objects.filter(submission=first, workflow=first.testimony.workflow)
    if not own.select_for_update(no_key=True, of=("self",), skip_locked=True).exists():
        raise Refusal(_("Somebody is at work on that testimony just now. Try again in a moment."))
