"""Two connections, one person: one file, one signature, whoever is quicker."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest
from django.db import connection

from petitions.models import Petition, Signature, SignedContainer, Statement
from petitions.models.container import State
from petitions.signing.qualified import actions as qualified
from tests.builders_containers import a_received_container, an_upload
from tests.builders_signing import an_open_petition, shown
from tests.petitions.signing.qualified.signing_programs import Programs

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("with_authority"),
]
T = TypeVar("T")


def at_once(*acts: Callable[[], T]) -> list[T]:
    barrier = Barrier(len(acts))

    def run(act: Callable[[], T]) -> T:
        try:
            barrier.wait(30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def signed(petition: Petition, programs: Programs, who: str = "person") -> bytes:
    pdf = bytes(qualified.hand_out(petition.pk, "en").pdf)
    return programs.container({"statement.pdf": pdf}, who)


def test_the_statement_asked_for_twice_is_made_once() -> None:
    petition = an_open_petition()

    def ask() -> Statement:
        return qualified.hand_out(petition.pk, "en")

    first, second = at_once(ask, ask)

    assert first == second
    assert Statement.objects.count() == 1


def test_the_same_file_sent_twice_is_one_row_and_one_signature(programs: Programs) -> None:
    petition = an_open_petition()
    campaign, upload = shown(petition), an_upload(petition, signed(petition, programs))

    def send() -> SignedContainer:
        return qualified.check(qualified.receive(campaign, upload, language="en").pk)

    first, second = at_once(send, send)

    assert first == second
    assert SignedContainer.objects.get().state == State.VERIFIED
    assert Signature.objects.count() == 1


def test_two_files_of_one_person_checked_at_once_are_one_signature(programs: Programs) -> None:
    petition = an_open_petition()
    files = [signed(petition, programs), signed(petition, programs, "person-twin")]
    rows = [a_received_container(petition, content).pk for content in files]

    at_once(lambda: qualified.check(rows[0]), lambda: qualified.check(rows[1]))

    assert Signature.objects.count() == 1
    states = set(SignedContainer.objects.values_list("state", flat=True))
    assert states == {State.VERIFIED}


def test_two_workers_check_one_row_once(programs: Programs) -> None:
    petition = an_open_petition()
    row = a_received_container(petition, signed(petition, programs)).pk

    at_once(lambda: qualified.check(row), lambda: qualified.check(row))

    container = SignedContainer.objects.get()
    assert (container.state, container.attempts) == (State.VERIFIED, 1)
