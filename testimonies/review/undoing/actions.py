"""Half a minute in which whoever decided can take it back, as if it had not been.

Every button of the desk goes through `keep`. Custody shows the decision and its taking back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from testimonies.custody import log as custody
from testimonies.errors import Refusal
from testimonies.models import (
    Assessment,
    Claim,
    Flag,
    Letter,
    Message,
    OpenDecision,
    PaperLetter,
    QueueEntry,
    Submission,
    Testimony,
)
from testimonies.models.claim import State as ClaimState
from testimonies.models.letter import State
from testimonies.models.paper_letter import State as PaperState
from testimonies.models.testimony import Publication, Workflow
from testimonies.privacy import whereabouts
from testimonies.redactions import queries as redactions
from testimonies.restraints import policies as restraints
from testimonies.review.taking import policies as taking
from testimonies.review.undoing import queries, standing
from testimonies.review.undoing.rules import HALF_A_MINUTE
from testimonies.review.undoing.standing import Stands

#: Why a letter has not gone yet; the sender takes it when its time has come.
MAY_BE_TAKEN_BACK = "may be taken back"
#: From there it goes on to institutions.
READ_BY_TWO = frozenset({Workflow.ACCEPTED, ClaimState.READY_FOR_BUNDLE})


@transaction.atomic
def keep(
    submission: Submission,
    act: Callable[[], object],
    *,
    by: User,
    verb: str,
    said: Mapping[str, Any] | None = None,
) -> object:
    """Do it, and keep for half a minute how everything stood before."""
    _must_still_be(by)
    lock(submission)
    before = {"rows": standing.of(submission), "said": dict(said or {})}
    at = now()
    OpenDecision.objects.filter(submission=submission).delete()
    OpenDecision.objects.create(
        submission=submission, verb=verb, by=by, at=at, until=at + HALF_A_MINUTE, before=before
    )
    done = act()
    lines = queries.changes(submission)
    last = lines.order_by("-id").first()
    OpenDecision.objects.filter(submission=submission).update(
        after=standing.digest(standing.of(submission)),
        lines=lines.count(),
        event=last.event if last else "",
    )
    return done


def _must_still_be(by: User) -> None:
    """SECURITY: whoever takes a role away is waited for, and whoever comes first is seen by them.

    Their row before those of the case, as when somebody leaves.
    """
    now_is = User.objects.select_for_update(no_key=True).filter(pk=by.pk).first()
    if now_is is None or not now_is.is_active or set(now_is.roles) != set(by.roles):
        raise Refusal(_("What you may do here has changed at this moment. Load the page again."))


def lock(submission: Submission) -> Testimony | Claim | None:
    """Whoever decides about it comes after us: its row first, as all of them do."""
    thing: Testimony | Claim | None = None
    if testimony := Testimony.objects.filter(submission=submission).only("pk").first():
        thing = Testimony.objects.lock(testimony.pk)
    elif claim := Claim.objects.filter(submission=submission).only("pk").first():
        thing = Claim.objects.lock(claim.pk)
    QueueEntry.objects.lock(submission.pk)
    return thing


def hold(letter: Letter, submission: Submission) -> None:
    """In the transaction that decides: it goes when its reason cannot be taken back any more.

    What others queue meanwhile, a reminder say, belongs to no decision: nobody stops it.
    """
    deciding = OpenDecision.objects.filter(submission=submission, until__gt=now(), after="")
    decision = deciding.first()
    if decision is None:
        return
    letter.next_attempt_at, letter.problem = decision.until, MAY_BE_TAKEN_BACK
    letter.save(update_fields=["next_attempt_at", "problem"])
    decision.letters.append(letter.pk)
    decision.save(update_fields=["letters"])


def take_back(submission_id: int, uuid: UUID, *, by: User) -> OpenDecision:
    """As if it had not been. Returns it, with what was typed; it is not open any more."""
    submission = Submission.objects.select_related("case").get(pk=submission_id)
    try:
        return _take_back(submission, uuid, by)
    except IntegrityError as no:  # the database keeps a promise that we have not thought of
        raise Refusal(queries.why_too_late(submission, by)) from no


@transaction.atomic
def _take_back(submission: Submission, uuid: UUID, by: User) -> OpenDecision:
    _must_still_be(by)
    lock(submission)
    own = OpenDecision.objects.select_for_update(no_key=True).filter(submission=submission)
    decision = own.filter(uuid=uuid).first()
    if decision is None or decision.by_id != by.pk:
        raise Refusal(queries.why_too_late(submission, by))
    if now() >= decision.until:
        raise Refusal(
            _(
                "Half a minute is over, so it stands, and a letter may be on its way. What can be"
                " changed now, you find among the buttons."
            )
        )
    _lock_what_was_written(submission)
    stands, before = standing.of(submission), decision.before["rows"]
    _nothing_may_have_happened(submission, decision, stands, before)

    own.update(after="")
    _undo(submission, stands, before)
    _stop_letters(decision)
    OpenDecision.objects.filter(submission=submission).delete()
    custody.record("submission.decision_undone", submission, by=by, undid=decision.event)
    return decision


def _lock_what_was_written(submission: Submission) -> None:
    """Whoever prints a letter or reads a message comes before us, and is seen, or after us."""
    for table in (PaperLetter, Message):
        list(standing.rows_of(submission, table).select_for_update(of=("self",)).values_list("pk"))


def forget() -> int:
    """What nobody can take back any more. Idempotent; returns how many."""
    return OpenDecision.objects.filter(until__lt=now()).delete()[0]


def _nothing_may_have_happened(
    submission: Submission, decision: OpenDecision, stands: Stands, before: Stands
) -> None:
    if (
        standing.digest(stands) != decision.after
        or queries.changes(submission).count() != decision.lines
    ):
        raise Refusal(queries.why_too_late(submission, decision.by))
    if _leaves_the_readers(stands, before) and whereabouts.of(submission):
        raise Refusal(_("It lies in a bundle already, so it cannot be taken back."))
    for user in User.objects.filter(pk__in=standing.people(before)):
        if not Submission.objects.without_conflict(user).filter(pk=submission.pk).exists():
            raise Refusal(_("Somebody keeps away from it by now, so it cannot be taken back."))
    if _new(Message, stands, before):
        restraints.must_not_be_held(submission.case_id)
    if _is_published_again(stands, before):
        _must_be_allowed_in_public(submission)
    _must_be_able_to_work_on_it(standing.given_back_to(stands, before), submission)


def _must_be_allowed_in_public(submission: Submission) -> None:
    restraints.must_go_on(submission.case_id)
    restraints.must_not_be_held(submission.case_id)
    if redactions.is_waiting(submission):
        raise Refusal(
            _(
                "Something in it is to be covered, and that is not decided or not done yet. It"
                " can be published after that."
            )
        )


def _must_be_able_to_work_on_it(people: set[int], submission: Submission) -> None:
    for user in User.objects.filter(pk__in=people):
        if not user.is_active or not taking.may_take(user, submission):
            raise Refusal(
                _("Something has changed here in the meantime, so it cannot be taken back.")
            )


def _is_published_again(stands: Stands, before: Stands) -> bool:
    return any(
        told["publication"] == Publication.PUBLISHED
        and stands["Testimony"][pk]["publication"] != Publication.PUBLISHED
        for pk, told in before["Testimony"].items()
    )


def _leaves_the_readers(stands: Stands, before: Stands) -> bool:
    """Two people had read it with this decision, and not without it."""
    return any(
        row.get(column) in READ_BY_TWO and before[table][pk].get(column) not in READ_BY_TWO
        for table, column in (("Testimony", "workflow"), ("Claim", "state"))
        for pk, row in stands[table].items()
    )


def _new(table: type[Any], stands: Stands, before: Stands) -> set[int]:
    return {int(pk) for pk in stands[table.__name__].keys() - before[table.__name__].keys()}


def _undo(submission: Submission, stands: Stands, before: Stands) -> None:
    """Doubts go first: what they took out of the archive may be there again then."""
    Flag.objects.filter(pk__in=_new(Flag, stands, before)).delete()
    for table in standing.COLUMNS:
        for row in standing.rows_of(submission, table):
            if told := before[table.__name__].get(str(row.pk)):
                _put_back(row, told, table)
    on_paper = _new(PaperLetter, stands, before)
    waiting = PaperLetter.objects.filter(pk__in=on_paper, state=PaperState.WAITING)
    if waiting.delete()[0] != len(on_paper):
        raise Refusal(_("The letter has gone already, so it cannot be taken back."))
    Message.objects.filter(pk__in=_new(Message, stands, before)).delete()
    Assessment.objects.filter(pk__in=_new(Assessment, stands, before)).delete()


def _put_back(row: Any, told: dict[str, str | None], table: type[Any]) -> None:
    columns, clock = standing.COLUMNS[table], standing.CLOCK.get(table, ())
    if not standing.put(row, told, columns):
        return
    if isinstance(row, Flag) and row.closed_at is None:
        row.told_at_close = None
        columns = (*columns, "told_at_close")
    row.save(update_fields=columns)
    if clock:  # the trigger has moved it with the state
        standing.put(row, told, clock)
        row.save(update_fields=clock)


def _stop_letters(decision: OpenDecision) -> None:
    waiting = Letter.objects.filter(pk__in=decision.letters, state=State.QUEUED)
    if waiting.delete()[0] != len(decision.letters):
        raise Refusal(_("The letter has gone already, so it cannot be taken back."))
