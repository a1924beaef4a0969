"""Used by the moderators' desk and by beat: put aside, decide, invalidate together, forget.

Which signature is put aside when its letter is answered is decided in the statement that
confirms it; here is everything that happens to it afterwards.
"""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.models import (
    BundleItem,
    Doubt,
    InvalidatedSignature,
    Invalidation,
    Petition,
    Signature,
)
from petitions.models.bundle_item import ItemKind
from petitions.models.invalidation import ENDS_AS, Outcome
from petitions.models.invalidation import State as Step
from petitions.models.signature import State
from petitions.signing import once
from petitions.signing import rules as signing
from petitions.signing.quarantine import forgetting, queries, reopening, rules, statements
from petitions.signing.quarantine.rules import Criterion, Previewed, Suspicion, Verdict
from testimonies import limits
from testimonies.custody import log as custody
from testimonies.errors import Refusal

#: One transaction each: short enough that a signer who comes in between does not notice.
BATCH = 2_000
#: Forgetting is in no hurry.
FORGET_BATCH = 5_000

_DECIDED = {
    Step.RETURNING: "invalidation.undone",
    Step.REJECTING: "invalidation.rejected",
    Step.ACCEPTING: "invalidation.accepted",
    Step.REOPENING: "invalidation.rejection_undone",
}
_WORK = {
    Step.RETURNING: statements.PUT_BACK,
    Step.REJECTING: statements.REJECT,
    Step.ACCEPTING: statements.ACCEPT,
    Step.REOPENING: reopening.REOPEN,
}


@transaction.atomic
def accept(signature_id: int, *, by: User) -> Signature:
    """Count a signature that was put aside, from the moment at which its letter was answered.

    That moment stays: the count of its day and bundles made before go by it, and the next bundle
    takes whatever an earlier one has not carried, however old it is.
    """
    signature = Signature.objects.lock(signature_id)
    signature.must_allow(State.CONFIRMED)
    if signature.state != State.QUARANTINED:
        raise Refusal(_("Only what was put aside can be counted from here."))

    signature.state = State.CONFIRMED
    signature.confirmed_at = signature.confirmed_at or now()
    signature.save(update_fields=["state", "confirmed_at"])
    _decided_alone(signature)
    custody.record("signature.accepted", signature, by=by, suspicions=signature.suspicions)
    return signature


@transaction.atomic
def reject(signature_id: int, *, verdict: Verdict, by: User) -> Signature:
    """Never count a signature that was put aside. Whoever has received it is told."""
    signature = Signature.objects.lock(signature_id)
    signature.must_allow(State.REJECTED)

    signature.state = State.REJECTED
    signature.ended_at = now()
    signature.save(update_fields=["state", "ended_at"])
    _decided_alone(signature)
    custody.record(
        "signature.rejected", signature, by=by, suspicions=signature.suspicions, verdict=verdict
    )
    return signature


@transaction.atomic
def take_up_again(signature_id: int, *, by: User) -> Signature:
    """Look once more at a signature that was rejected."""
    signature = Signature.objects.lock(signature_id)
    signature.must_allow(State.QUARANTINED)
    if signature.state != State.REJECTED:
        raise Refusal(_("Only what was rejected can be taken up again."))
    if BundleItem.objects.filter(signature=signature, kind=ItemKind.WITHDRAWAL).exists():
        raise Refusal(_("An institution has been told that this signature no longer counts."))
    if queries.has_signed_again(signature):
        raise Refusal(_("The same person has signed again since."))
    if signature.confirmed_at is None:
        raise Refusal(_("This signature was never confirmed by its signer."))

    signature.state = State.QUARANTINED
    signature.ended_at = None
    try:
        with transaction.atomic():
            signature.save(update_fields=["state", "ended_at"])
    except IntegrityError as error:
        if not once.is_second(error):
            raise
        raise Refusal(_("The same person has signed again since.")) from error
    _decided_alone(signature)
    custody.record("signature.taken_up_again", signature, by=by)
    return signature


@transaction.atomic
def invalidate(
    petition_id: int, criterion: Criterion, seen: Previewed, *, reason: str, by: User
) -> Invalidation:
    """Set aside every signature that a criterion applies to. A worker does it, batch by batch."""
    petition = Petition.objects.lock(petition_id)
    if not reason.strip():
        raise Refusal(_("Write why, in a few words."))
    if not seen.expected:
        raise Refusal(_("There is no such signature."))

    invalidation = Invalidation.objects.create(
        petition=petition,
        source=criterion.source,
        key=criterion.key,
        suspicion=criterion.suspicion,
        since=criterion.since,
        until=criterion.until,
        newest=seen.newest,
        expected=seen.expected,
        reason=reason.strip()[:300],
        by=by,
    )
    custody.record(
        "invalidation.begun",
        invalidation,
        by=by,
        source=criterion.source or "time",
        suspicion=criterion.suspicion,
        expected=seen.expected,
    )
    return invalidation


def put_back(invalidation_id: int, *, by: User) -> Invalidation:
    """Undo: every signature becomes what it was. What has changed since is left alone."""
    return _decide(invalidation_id, Step.RETURNING, by)


def reject_all(invalidation_id: int, *, by: User, seen: int | None = None) -> Invalidation:
    return _decide(invalidation_id, Step.REJECTING, by, seen)


def undo_rejection(invalidation_id: int, *, by: User, seen: int | None = None) -> Invalidation:
    """All are to be decided anew, but what was told, signed again or decided alone since."""
    return _decide(invalidation_id, Step.REOPENING, by, seen)


def accept_all(invalidation_id: int, *, by: User, seen: int | None = None) -> Invalidation:
    """Count them, also those that had been put aside one by one before."""
    return _decide(invalidation_id, Step.ACCEPTING, by, seen)


def work_on(invalidation_id: int) -> None:
    """Do what is left to do. Safe to repeat, from several workers, and after any kill."""
    while _work_on_batch(invalidation_id):
        pass


def watch() -> int:
    """Put aside what turned out to be suspicious since it was signed; returns how many."""
    since = now() - rules.WATCHED
    found = _mark(statements.same("person_key"), Suspicion.SAME_PERSON, since=since)
    found += _mark(statements.same("code_key"), Suspicion.SAME_CODE, since=since)
    found += _mark(statements.REJECTED_BEFORE, Suspicion.REJECTED_BEFORE, since=since)
    hour = now() - rules.CROWDED_WITHIN
    for key, suspicion, limit in (
        ("address_key", Suspicion.CROWDED_ADDRESS, limits.CROWDED_ADDRESS),
        ("network_key", Suspicion.CROWDED_NETWORK, limits.CROWDED_NETWORK),
    ):
        found += _mark(statements.crowded(key), suspicion, since=hour, most=limit.times)
    return found


def forget_traces() -> int:
    """Where somebody signed from is forgotten after a while, and all that nobody confirmed.

    Returns of how many signatures. Idempotent.
    """
    old = now() - signing.CONFIRM_WITHIN
    Doubt.objects.filter(older__state=State.PENDING, older__signed_at__lt=old).delete()
    forgotten = 0
    while step := _forget_batch():
        forgotten += step
    return forgotten


def _decided_alone(signature: Signature) -> None:
    """What was decided about one signature is not undone together with others."""
    rejected = Q(outcome=Outcome.DONE, invalidation__state__in=[Step.REJECTING, Step.REJECTED])
    notes = InvalidatedSignature.objects.filter(signature=signature)
    notes.filter(Q(outcome=Outcome.OPEN) | rejected).update(outcome=Outcome.CHANGED)


@transaction.atomic
def _decide(invalidation_id: int, step: Step, by: User, seen: int | None = None) -> Invalidation:
    invalidation = Invalidation.objects.lock(invalidation_id)
    invalidation.must_allow(step)
    queries.must_be_as_seen(invalidation, seen)

    invalidation.state = step
    invalidation.walked_to = 0
    invalidation.done = invalidation.changed = invalidation.still_held = 0
    invalidation.decided_by, invalidation.decided_at = by, now()
    invalidation.save()
    custody.record(_DECIDED[step], invalidation, by=by, set_aside=invalidation.set_aside)
    return invalidation


@transaction.atomic
def _work_on_batch(invalidation_id: int) -> bool:
    """One batch; says whether there may be more."""
    petition_id = Invalidation.objects.values_list("petition", flat=True).get(pk=invalidation_id)
    statements.wait_for_turn(petition_id)
    invalidation = Invalidation.objects.lock(invalidation_id)
    step = Step(invalidation.state)
    if step not in ENDS_AS:
        return False
    if step == Step.SETTING_ASIDE:
        walked = _set_batch_aside(invalidation)
    else:
        walked = _decide_batch(invalidation, _WORK[step])
    if not walked:  # a batch may be smaller because somebody was changing a row of it
        invalidation.state = ENDS_AS[step]
        custody.record("invalidation.finished", invalidation, **_numbers(invalidation))
    invalidation.save()
    return bool(walked)


def _set_batch_aside(invalidation: Invalidation) -> int:
    criterion = queries.criterion_of(invalidation)
    statement = statements.SET_ASIDE.format(which=statements.which(criterion))
    own = {"newest": invalidation.newest, **_place(invalidation)}
    words = statements.words(invalidation.petition_id, criterion)
    ((walked, invalidation.walked_to),) = statements.ask_all(statement, **words, **own)
    invalidation.set_aside += walked
    return int(walked)


def _decide_batch(invalidation: Invalidation, statement: str) -> int:
    ((walked, invalidation.walked_to, done, changed, held),) = statements.ask_all(
        statement, **_place(invalidation)
    )
    invalidation.done += done
    invalidation.changed += changed
    invalidation.still_held += held
    return int(walked)


def _place(invalidation: Invalidation) -> dict[str, Any]:
    return {
        "invalidation": invalidation.pk,
        "walked_to": invalidation.walked_to,
        "batch": BATCH,
    }


def _numbers(invalidation: Invalidation) -> dict[str, Any]:
    numbers = ("expected", "set_aside", "done", "changed", "still_held")
    return {"state": invalidation.state, **{name: getattr(invalidation, name) for name in numbers}}


@transaction.atomic
def _mark(statement: str, code: Suspicion, **own: Any) -> int:
    petitions = statements.ask_all(statement, code=code.value, **own)
    for petition in Petition.objects.filter(pk__in={pk for (pk,) in petitions}):
        count = sum(pk == petition.pk for (pk,) in petitions)
        custody.record("petition.signatures_put_aside", petition, suspicion=code, count=count)
    return len(petitions)


def _forget_batch() -> int:
    own = {
        "before": now() - rules.TRACES_KEPT,
        "confirm_within": signing.CONFIRM_WITHIN,
        "batch": FORGET_BATCH,
    }
    ((due,),) = statements.ask_all(forgetting.statement(), **own)
    return int(due)
