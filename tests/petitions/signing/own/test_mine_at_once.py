"""Whoever is erased while a mailbox is answered is in no letter that comes afterwards."""

from __future__ import annotations

from threading import Thread
from typing import Any

import pytest
from django.db import connection, transaction

from petitions.models import Inquiry, Signature
from petitions.retention import actions as retention
from petitions.signing import actions as signing
from petitions.signing.own import actions as own
from testimonies.models import Letter
from tests import builders_signing as builders
from tests.builders_review import a_release_officer
from tests.instance import eventually
from tests.petitions.retention.test_at_once import waiting

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("with_authority"),
]


def answering(inquiry: Inquiry) -> Thread:
    def answer() -> None:
        try:
            own.answer(inquiry.pk)
        finally:
            connection.close()

    return Thread(target=answer)


def told() -> list[dict[str, Any]]:
    return [letter.contents for letter in Letter.objects.filter(kind="my_signatures")]


def test_a_signer_who_is_just_being_erased_is_not_written_to() -> None:
    signature = builders.a_confirmed_signature()
    worker = answering(own.ask_what_is_signed("janis@example.org", language="en"))

    with transaction.atomic():
        retention.erase_one(signature.reference, by=a_release_officer(), reason="Request 7")
        worker.start()
        eventually(waiting)
    worker.join(30)

    assert not worker.is_alive()
    assert told() == []
    assert not Inquiry.objects.exists()


def test_one_of_a_family_takes_back_and_the_letter_names_the_others() -> None:
    petition = builders.an_open_petition()
    ona, petras = (
        builders.a_confirmed_signature(petition, name=name) for name in ("Ona", "Petras")
    )
    worker = answering(own.ask_what_is_signed("janis@example.org", language="en"))

    with transaction.atomic():
        signing.withdraw(ona.pk)
        worker.start()
        eventually(waiting)
    worker.join(30)

    assert not worker.is_alive()
    (letter,) = told()
    assert [each["name"] for each in letter["signatures"]] == ["Petras"]
    assert Signature.objects.living().get() == petras
