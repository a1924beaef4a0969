"""A decision of the desk is made on what was read, by whoever has it in hand."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import sentences
from testimonies.errors import Refusal
from testimonies.models import Claim, CustodyEvent, QueueEntry, Submission, Testimony
from testimonies.review.taking import policies as taking
from testimonies.review.undoing import actions as undoing
from testimonies.templatetags.components import date_and_time


@transaction.atomic
def decide(
    submission: Submission, act: Callable[[], object], *, by: User, seen: str = ""
) -> object:
    """Do it, unless somebody else has decided since the page was `seen`, or has it in hand.

    Two who decide at once stand in line here; the second one is told who decided what.
    """
    thing = undoing.lock(submission)
    if thing is not None and seen and seen != thing.stands_as:
        raise Refusal(_decided_meanwhile(thing, by))
    taking.must_be_free_for(by, QueueEntry.objects.get(pk=submission.pk))
    return act()


def _decided_meanwhile(thing: Testimony | Claim, by: User) -> str:
    said = CustodyEvent.objects.filter(
        subject_kind=thing._meta.model_name, subject=thing.reference
    )
    last = said.select_related("by").order_by("-id").first()
    if last is None:
        return _("It has changed in the meantime. Look at it again; what you typed is kept.")
    words = {"when": date_and_time(last.at), "what": sentences.of(last.event)}
    if last.by is None:
        return (
            _("It has changed in the meantime (%(when)s): %(what)s What you typed is kept.")
            % words
        )
    if last.by_id == by.pk:
        return _("You have decided this already (%(when)s): %(what)s") % words
    return _(
        "%(who)s has decided in the meantime (%(when)s): %(what)s What you typed is kept."
    ) % {**words, "who": last.by.email}
