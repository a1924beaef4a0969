"""What somebody has confirmed stays, whoever sits at the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from petitions.models import Signature
from petitions.signing import actions as signing
from tests.builders_signing import a_confirmed_signature, a_signature

pytestmark = pytest.mark.django_db

CHANGES = [
    "state = 'pending'",
    "reference = 'S-0'",
    "language = 'lv'",
    "country = 'XX'",
    "assurance = 'qualified'",
    "valid_targets = targets, targets = targets || valid_targets",
    "identity_key = '\\x00'",
    "commitment = '\\x00'",
    "confirmed_at = confirmed_at - interval '1 day'",
    "confirmed_at = NULL, state = 'quarantined'",
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("change", CHANGES)
def test_nobody_alters_what_was_confirmed(change: str) -> None:
    known = a_confirmed_signature()
    signing.count_signatures()
    before = Signature.objects.values().get()

    with pytest.raises(IntegrityError, match="stays as it was confirmed"):
        run(f"UPDATE petitions_signature SET {change}")  # noqa: S608

    assert Signature.objects.values().get(pk=known.pk) == before


def test_nobody_deletes_what_was_confirmed_even_before_it_is_counted() -> None:
    a_confirmed_signature()

    with pytest.raises(IntegrityError, match="stays as it was confirmed"):
        run("DELETE FROM petitions_signature")

    assert Signature.objects.count() == 1


def test_a_signature_that_was_taken_back_stays_too() -> None:
    signing.withdraw(a_confirmed_signature().pk)

    with pytest.raises(IntegrityError, match="stays as it was confirmed"):
        run("UPDATE petitions_signature SET country = 'XX'")


def test_what_waits_for_its_letter_may_still_be_corrected() -> None:
    a_signature()

    run("UPDATE petitions_signature SET country = 'EE'")

    assert Signature.objects.get().country == "EE"


def test_there_are_no_other_states_than_ours() -> None:
    a_signature()

    with pytest.raises(IntegrityError, match="signature_state_is_known"):
        run("UPDATE petitions_signature SET state = 'gone'")
