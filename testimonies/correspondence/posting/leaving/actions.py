"""Used where somebody is reached no more afterwards: the last letter, and what still waited.

The address of a last letter stands nowhere else any more, so it lies sealed in its row until the
letter is posted or set aside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db import transaction

from testimonies.correspondence.posting import rules
from testimonies.custody import log as custody
from testimonies.models import PaperLetter, Submitter
from testimonies.models.custody import Actor
from testimonies.models.paper_letter import LAST, OLD_HOUSE, PaperLetterQuerySet, State
from testimonies.restraints import queries as restraints

if TYPE_CHECKING:
    from accounts.models import User
    from testimonies.models import Case

#: Why a letter is set aside, in a word that may stand in custody.
HANDED_OVER, NOT_TO_THEM = "handed_over", "not_to_them"


def where_to(case: Case) -> list[str]:
    """Name and address of now, for whoever is reached by post; read before they are forgotten."""
    submitter = Submitter.objects.filter(case=case).first()
    return rules.address_of(submitter) if rules.goes_by_post(submitter) else []


def write(case: Case, kind: str, lines: Sequence[str]) -> PaperLetter | None:
    """In the transaction that forgets the address. Nothing where nobody is reached by post.

    SECURITY: while a case is suspended another may read the letters.
    """
    submission = case.submissions.order_by("-pk").first()
    if submission is None or not lines or restraints.is_suspended(case):
        return None
    return PaperLetter.objects.create(
        submission=submission, kind=kind, language=case.language, goes_to={"lines": list(lines)}
    )


@transaction.atomic
def set_aside(case: Case, *, by: User | None) -> int:
    """The case goes into other hands: what waits was written to whoever had it. Returns how many.

    SECURITY: printed later, it would go to the address of the next holder.
    """
    own = PaperLetter.objects.filter(submission__case=case, request=None).exclude(kind__in=LAST)
    return _set_aside(own, case, by=by, reason=HANDED_OVER)


@transaction.atomic
def set_aside_for_the_old_house(case: Case) -> int:
    """Its holder says that writing is not safe, or wants none: nothing goes there either.

    SECURITY: whoever lives where they lived may be whom they fear.
    """
    own = PaperLetter.objects.filter(submission__case=case, kind=OLD_HOUSE)
    return _set_aside(own, case, by=None, reason=NOT_TO_THEM)


def _set_aside(own: PaperLetterQuerySet, case: Case, *, by: User | None, reason: str) -> int:
    """The address of a last letter goes with it."""
    waiting = own.filter(state__in=[State.WAITING, State.PRINTED, State.CAME_BACK])
    letters = list(PaperLetter.objects.lock_all(waiting.values_list("uuid", flat=True)))
    for letter in letters:
        letter.must_allow(State.SET_ASIDE)
        letter.state, letter.goes_to = State.SET_ASIDE, None
        letter.save(update_fields=["state", "goes_to"])
        custody.record(
            "case.letter_set_aside",
            case,
            by=by,
            actor=Actor.STAFF if by else Actor.SUBMITTER,
            letter=letter.kind,
            reason=reason,
        )
    return len(letters)
