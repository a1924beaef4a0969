"""What a legal hold keeps is not erased, whenever somebody sets it."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import IntegrityError, connection, transaction

from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.models import Bundle, Hold, Petition, Signature
from petitions.models.bundle import State as BundleState
from petitions.models.erasure import State, Why
from petitions.retention import actions as retention
from petitions.signing.paper import actions as paper
from petitions.signing.quarantine import actions as quarantine
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_released_bundle, a_sealed_bundle, a_target
from tests.builders_paper import a_scan, a_sheet
from tests.builders_retention import (
    a_petition_with_people,
    an_overdue_petition,
    begun,
    delivered,
    erased,
    only_bundle,
    years_pass,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import a_confirmed_signature, an_open_petition, close
from tests.instance import eventually
from tests.petitions.signing.quarantine import crowds

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
#: Whoever waits for a row that this very connection has locked.
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""


def hold(petition: Petition) -> Hold:
    return retention.hold(petition.pk, by=a_release_officer(), reason="A court has asked")


def whys() -> set[str]:
    return {line.why for line in retention.look().lines.all()}


def test_nothing_of_a_petition_on_hold_is_due_until_the_hold_ends() -> None:
    petition = an_overdue_petition()
    hold(petition)

    assert whys() == {Why.HELD}
    with pytest.raises(Refusal, match="Nothing is due"):
        begun()

    retention.end_hold(petition.pk, by=a_release_officer(), reason="It has decided")
    assert whys() == {Why.ACKNOWLEDGED}
    assert erased().signatures == 2
    lines = CustodyEvent.objects.filter(event__startswith="petition.h").order_by("pk")
    assert [line.event for line in lines] == ["petition.held", "petition.hold_ended"]


def test_a_hold_that_comes_between_the_report_and_the_run_comes_first() -> None:
    petition = an_overdue_petition()
    report = retention.look()
    run = begun(report)

    hold(petition)
    done = retention.work_on(run.pk)

    assert (done.state, done.signatures, done.bundles) == (State.ERASED, 0, 0)
    assert not Signature.objects.erased().exists()
    assert places.sealed(only_bundle()).exists()


def test_a_hold_that_ended_after_the_report_kept_it_in_the_report() -> None:
    """Somebody read that it is held, and nobody has read since that it is due."""
    held = an_overdue_petition("Ona Petraitė", "Mārtiņš Ozols")
    hold(held)
    other = a_petition_with_people("Jaan Tamm", "Olena Kovalenko")
    first = delivered(other).bundle
    close(other)
    years_pass()
    run = begun(retention.look())

    retention.hold_bundle(first.pk, by=a_release_officer(), reason="A court has asked")
    retention.end_hold(held.pk, by=a_release_officer(), reason="It has decided")
    done = retention.work_on(run.pk)

    assert (done.state, done.signatures, done.bundles) == (State.ERASED, 0, 0)
    assert whys() == {Why.ACKNOWLEDGED, Why.HELD}


def test_a_held_bundle_that_has_not_gone_out_is_not_discarded() -> None:
    released = a_released_bundle()
    retention.hold_bundle(released.pk, by=a_release_officer(), reason="A court has asked")
    items = released.items.count()

    with pytest.raises(Refusal, match="legal hold"):
        bundles.discard(released.pk, by=a_release_officer(), reason="A mistake")

    released.refresh_from_db()
    assert (released.state, released.items.count()) == (BundleState.RELEASED, items)


def test_files_of_a_discarded_bundle_stay_until_the_hold_on_its_petition_ends() -> None:
    sealed = a_sealed_bundle()
    petition = sealed.target.petition
    hold(petition)
    bundles.discard(sealed.pk, by=a_release_officer(), reason="A mistake")

    bundles.finish(sealed.pk)
    assert places.sealed(sealed).exists()

    retention.end_hold(petition.pk, by=a_release_officer(), reason="It has decided")
    bundles.finish(sealed.pk)
    assert not places.sealed(sealed).exists()


def test_a_run_ends_though_files_of_another_petition_are_held() -> None:
    sealed = a_sealed_bundle()
    hold(sealed.target.petition)
    bundles.discard(sealed.pk, by=a_release_officer(), reason="A mistake")
    an_overdue_petition()

    assert erased().state == State.ERASED
    assert places.sealed(sealed).exists()


def test_a_hold_keeps_where_somebody_signed_from_and_what_nobody_confirmed() -> None:
    petition = an_open_petition()
    waiting = crowds.signed_from(petition)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE petitions_signature SET signed_at = signed_at - interval '1 year'")
    held = hold(petition)

    assert quarantine.forget_traces() == 0
    assert Signature.objects.get() == waiting

    retention.end_hold(petition.pk, by=held.begun_by, reason="It has decided")
    assert quarantine.forget_traces() == 1


def test_a_hold_keeps_the_picture_of_a_sheet() -> None:
    sheet = a_sheet()
    (scan,) = paper.add_scan(sheet.pk, a_scan(), by=sheet.registered_by)
    hold(sheet.petition)

    with pytest.raises(Refusal, match="legal hold"):
        paper.remove_scan(scan.pk, by=sheet.registered_by)

    scan.refresh_from_db()
    assert scan.path


def test_whoever_sits_at_the_database_rewrites_no_hold() -> None:
    petition = an_overdue_petition()
    hold(petition)
    by = a_release_officer()

    for statement in (
        "DELETE FROM petitions_hold",
        "UPDATE petitions_hold SET reason = 'Another'",
        "UPDATE petitions_hold SET begun_at = begun_at - interval '1 day'",
    ):
        with (
            pytest.raises(IntegrityError, match="a hold stays"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)

    retention.end_hold(petition.pk, by=by, reason="It has decided")
    with pytest.raises(IntegrityError, match="a hold stays"), transaction.atomic():
        Hold.objects.update(ended_at=None, ended_by=None, end_reason="")


def test_a_hold_on_a_bundle_keeps_its_files_and_whoever_is_in_it() -> None:
    petition = a_petition_with_people("Ona Petraitė")
    first = delivered(petition).bundle
    a_confirmed_signature(petition, name="Mārtiņš Ozols", email="martins@example.org")
    delivered(petition)
    close(petition)
    years_pass()
    retention.hold_bundle(first.pk, by=a_release_officer(), reason="A court has asked")

    done = erased()

    assert (done.signatures, done.bundles) == (1, 1)
    assert Signature.objects.get(erased_at=None).personal["name"] == "Ona Petraitė"
    assert places.sealed(Bundle.objects.get(pk=first.pk)).exists()


def test_a_second_institution_that_still_needs_it_keeps_it() -> None:
    petition = an_open_petition(targets=("gov-lt-letter", "gov-ee-letter"))
    a_confirmed_signature(petition, name="Ona Petraitė", email="ona@example.org")
    delivered(petition)
    close(petition)
    years_pass()
    delivered(petition, "gov-ee")

    report = retention.look()

    found = {
        (line.target_id, line.why): line.count for line in report.lines.filter(what="signature")
    }
    assert found == {
        (a_target(petition, "gov-lt").pk, Why.ELSEWHERE): 1,
        (a_target(petition, "gov-ee").pk, Why.NOT_OVER): 1,
    }
    assert (report.signatures, report.bundles) == (0, 1)
    assert (erased(report).signatures, Signature.objects.erased().count()) == (0, 0)
    years_pass()
    assert erased().signatures == 1


def test_a_hold_needs_a_reason_and_is_there_once() -> None:
    petition = an_overdue_petition()

    with pytest.raises(Refusal, match="Say why"):
        retention.hold(petition.pk, by=a_release_officer(), reason=" ")
    hold(petition)
    with pytest.raises(Refusal, match="held already"):
        hold(petition)

    assert Hold.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_run_waits_for_whoever_is_just_setting_a_hold() -> None:
    petition = an_overdue_petition()
    run = begun()
    worker = Thread(target=_work_on, args=(run.pk,))

    with transaction.atomic():
        hold(petition)
        worker.start()
        eventually(lambda: _waiting() > 0)
    worker.join(30)

    assert not worker.is_alive()
    assert not Signature.objects.erased().exists()
    assert Bundle.objects.filter(forgotten_at=None).exists()


def _work_on(pk: int) -> None:
    try:
        retention.work_on(pk)
    finally:
        connection.close()


def _waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])
