"""Erasing what a report has shown: in batches, each of which is whole or has not happened."""

from __future__ import annotations

from django.db import transaction
from django.utils.timezone import now
from django.utils.translation import gettext as _

from accounts.models import User
from petitions.bundles import actions as bundles
from petitions.deliveries.responding import actions as responding
from petitions.models import Bundle, Erasure, InstitutionResponse, Invalidation, Petition
from petitions.models.erasure import DUE, Kind, State, What
from petitions.models.until_ended import why
from petitions.retention import rules, statements
from petitions.retention.actions.emptying import empty, take_turn
from petitions.retention.actions.holding import lock_targets
from petitions.retention.actions.writing_off import forget_letters
from petitions.signing.paper import actions as paper
from petitions.signing.qualified import actions as qualified
from testimonies.custody import log as custody
from testimonies.errors import Refusal

BATCH = 1_000


@transaction.atomic
def begin(report_id: int, *, by: User | None, reason: str) -> Erasure:
    """Erase what this report shows, and nothing that was not due then or is held by now.

    A worker does it; the row is the queue. Refused for an old report, and while another run is at
    it.
    """
    report = Erasure.objects.lock(report_id)
    _must_be_good(report)
    begun = Erasure.objects.create(
        kind=Kind.RETENTION,
        state=State.ERASING,
        at=report.at,
        by=by,
        reason=why(reason),
        report=report,
    )
    custody.record(
        "erasure.begun", begun, by=by, signatures=report.signatures, bundles=report.bundles
    )
    return begun


def work_on(erasure_id: int) -> Erasure:
    """Erase what is left of it. Idempotent: killed at any point it goes on from there.

    What cannot be removed yet, such as a letter that is being sent, is left to the next sweep.
    """
    while _erase_batch(erasure_id):
        pass
    erasure = Erasure.objects.get(pk=erasure_id)
    if erasure.state == State.ERASING and erasure.kind == Kind.RETENTION:
        for bundle_id in statements.due_bundles(erasure.at):
            _forget_bundle(erasure_id, bundle_id)
        for petition_id in statements.petitions_over(erasure.at):
            _erase_rest(erasure_id, petition_id)
        for response in InstitutionResponse.objects.outlived():
            responding.forget(response.pk, by=erasure.by)
    if erasure.state == State.ERASING and _remove_files() and forget_letters():
        _finish(erasure_id)
    return Erasure.objects.get(pk=erasure_id)


def _must_be_good(report: Erasure) -> None:
    newest = Erasure.objects.looks().order_by("-at", "-pk").first()
    if report.kind != Kind.LOOK or report != newest:
        raise Refusal(_("There is a newer report. Read that one."))
    if report.at < statements.clock() - rules.REPORT_IS_GOOD_FOR:
        raise Refusal(_("This report is too old. Look again what is due."))
    if hasattr(report, "erasure"):
        raise Refusal(_("What it shows was erased, or is being erased."))
    if Erasure.objects.unfinished().filter(kind=Kind.RETENTION).exists():
        raise Refusal(_("Another run is still at it."))
    if not (report.signatures or report.bundles):
        raise Refusal(_("Nothing is due."))


@transaction.atomic
def _erase_batch(erasure_id: int) -> bool:
    """One batch of one petition; says whether there may be more."""
    erasure = Erasure.objects.lock(erasure_id)
    if erasure.state != State.ERASING or erasure.report is None:
        return False
    petition = _next_petition(erasure)
    if petition is None:
        return False
    take_turn(petition)
    after = erasure.walked_to if petition == erasure.walked_petition else 0
    words = statements.words(petition, erasure.at, after=after, batch=BATCH)
    ((looked_at, last, due),) = statements.ask(statements.NEXT, **words)
    if erasure.signatures + len(due) > erasure.report.signatures:
        _stop(erasure)
        return False

    empty(due, erasure)
    erasure.signatures += len(due)
    erasure.walked_petition, erasure.walked_to = petition, last or 0
    if looked_at < BATCH:
        erasure.walked_petition, erasure.walked_to = petition + 1, 0
    erasure.save(update_fields=["signatures", "walked_petition", "walked_to"])
    return True


def _next_petition(erasure: Erasure) -> int | None:
    """In the order of their numbers; one that was walked to its end is followed by the next."""
    assert erasure.report is not None  # noqa: S101
    own = erasure.report.lines.filter(
        what=What.SIGNATURE, why__in=DUE, petition__gte=erasure.walked_petition
    )
    return own.order_by("petition").values_list("petition", flat=True).first()


@transaction.atomic
def _erase_rest(erasure_id: int, petition_id: int) -> None:
    """After the last signature: sheets, files that became none, and where crowds came from."""
    erasure = Erasure.objects.lock(erasure_id)
    take_turn(petition_id)
    if erasure.state != State.ERASING or not statements.is_over(petition_id, erasure.at):
        return
    paper.erase_sheets(Petition.objects.get(pk=petition_id), by=erasure.by)
    qualified.erase_others(petition_id, by=erasure.by)
    crowds = Invalidation.objects.filter(petition=petition_id, decided_at__isnull=False)
    crowds.exclude(key=None).update(key=None)


def _stop(erasure: Erasure) -> None:
    """A rule was changed since somebody read the report: they have to read a new one."""
    erasure.must_allow(State.STOPPED)
    erasure.state, erasure.ended_at = State.STOPPED, now()
    erasure.save(update_fields=["state", "ended_at"])
    custody.record("erasure.stopped", erasure, by=erasure.by, signatures=erasure.signatures)


@transaction.atomic
def _forget_bundle(erasure_id: int, bundle_id: int) -> None:
    """The files go afterwards. A hold that somebody has set meanwhile comes first."""
    erasure = Erasure.objects.lock(erasure_id)
    bundle = Bundle.objects.select_related("target").get(pk=bundle_id)
    lock_targets(bundle.target.petition_id)
    rows = statements.ask(statements.ONE_BUNDLE, at=erasure.at, bundle=bundle_id)
    if erasure.state != State.ERASING or not any(row[-1] in DUE for row in rows):
        return
    bundles.forget(bundle_id, by=erasure.by)
    erasure.bundles += 1
    erasure.save(update_fields=["bundles"])


def _remove_files() -> bool:
    """Of every bundle that was let go, also where a kill came in between; whether all are gone.

    What a hold keeps goes by the sweep of bundles once it ends.
    """
    waiting = Bundle.objects.with_files_to_remove().values_list("pk", flat=True)
    left = [bundles.remove_files(bundle_id) for bundle_id in list(waiting)]
    return all(bundle.removed_at or bundle.is_held for bundle in left)


@transaction.atomic
def _finish(erasure_id: int) -> None:
    erasure = Erasure.objects.lock(erasure_id)
    if erasure.state != State.ERASING:
        return
    erasure.must_allow(State.ERASED)
    erasure.state, erasure.ended_at = State.ERASED, now()
    erasure.save(update_fields=["state", "ended_at"])
    custody.record(
        "erasure.done",
        erasure,
        by=erasure.by,
        signatures=erasure.signatures,
        bundles=erasure.bundles,
    )
