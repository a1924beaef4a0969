"""Who erases and who decides at the same moment come one after the other, and neither is lost."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection, transaction

from petitions.models import Erasure, InvalidatedSignature, PaperLine, PaperSheet, Signature
from petitions.models.erasure import State
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from petitions.signing.paper import actions as paper
from petitions.signing.quarantine import actions as quarantine
from petitions.signing.quarantine import statements
from tests.builders_paper import MEELIS, a_keyed_line, a_petition_for_paper, a_sheet
from tests.builders_retention import an_overdue_petition, begun, years_pass
from tests.builders_review import a_moderator, a_release_officer
from tests.builders_signing import close
from tests.instance import eventually
from tests.petitions.signing.quarantine import crowds

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("with_authority"),
]
#: Whoever waits for something that this very connection has locked.
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY (pg_blocking_pids(pid))
"""


class Worker(Thread):
    """Erases in a connection of its own; what went wrong there is told here."""

    def __init__(self, erasure: Erasure) -> None:
        super().__init__()
        self.erasure, self.problem = erasure, ""

    def run(self) -> None:
        try:
            retention.work_on(self.erasure.pk)
        except Exception as problem:
            self.problem = str(problem)
        finally:
            connection.close()

    def waits(self) -> None:
        self.start()
        eventually(waiting)

    def ended(self) -> Erasure:
        self.join(30)
        assert not self.is_alive()
        assert self.problem == ""
        return Erasure.objects.get(pk=self.erasure.pk)


def waiting() -> int:
    with connection.cursor() as cursor:
        cursor.execute(WAITING)
        return int(cursor.fetchone()[0])


def test_a_line_that_is_sent_back_meanwhile_waits_for_nobody_for_ever() -> None:
    petition = a_petition_for_paper()
    sheet = a_sheet(petition)
    mine, _other = a_keyed_line(sheet), a_keyed_line(sheet, 2, MEELIS)
    signing.count_signatures()
    close(petition)
    years_pass()
    worker = Worker(begun())

    with transaction.atomic():  # as whoever reads a line begins
        PaperSheet.objects.lock(sheet.pk)
        PaperLine.objects.select_for_update(no_key=True).get(pk=mine.pk)
        worker.waits()
        paper.send_back(mine.pk, by=a_moderator())

    assert worker.ended().state == State.ERASED
    assert not Signature.objects.exclude(personal=None).exists()


def test_a_rejection_of_many_that_is_undone_meanwhile_waits_for_nobody_for_ever() -> None:
    petition = an_overdue_petition()
    crowd = crowds.set_aside(petition, crowds.since_always())
    quarantine.reject_all(crowd.pk, by=a_moderator())
    crowds.worked(crowd)
    years_pass()
    worker = Worker(begun())

    with transaction.atomic():  # as a batch that undoes it begins
        statements.wait_for_turn(petition.pk)
        notes = InvalidatedSignature.objects.select_for_update().order_by("signature")
        first = notes.first()
        assert first
        worker.waits()
        Signature.objects.lock(first.signature_id)

    assert worker.ended().state == State.ERASED
    assert Signature.objects.erased().count() == 2


def test_one_signer_is_erased_after_the_batch_that_decides_about_many() -> None:
    petition = an_overdue_petition()
    crowds.set_aside(petition, crowds.since_always())
    signature = Signature.objects.order_by("pk")[0]
    done: list[str] = []

    def erase() -> None:
        try:
            by = a_release_officer()
            done.append(str(retention.erase_one(signature.reference, by=by, reason="Request 7")))
        finally:
            connection.close()

    officer = Thread(target=erase)
    with transaction.atomic():
        statements.wait_for_turn(petition.pk)
        list(InvalidatedSignature.objects.select_for_update().order_by("signature"))
        officer.start()
        eventually(waiting)
        Signature.objects.lock(signature.pk)
    officer.join(30)

    assert done
    assert Signature.objects.erased().get() == signature
