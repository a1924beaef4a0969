"""`ledger verify` compares every kept count with what it should be, and names each that is not."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.utils.timezone import localdate

from petitions.ledger import audit
from tests.builders_ledger import a_ledger
from tests.petitions.ledger.test_audit import tamper

pytestmark = pytest.mark.django_db


def test_each_count_that_differs_is_named() -> None:
    petition = a_ledger(5)
    day = localdate().isoformat()
    tamper("UPDATE petitions_daycount SET assurance = 'eid'")
    tamper("UPDATE petitions_signaturecount SET country = 'EE'")
    tamper("UPDATE petitions_targetcount SET is_valid = true WHERE NOT is_valid")

    verdict = audit.verify(petition)

    assert verdict.problems == (
        "The count of email EE is 5, and 0 by the ledger.",
        "The count of email LV is 0, and 5 by the ledger.",
        f"The count of {day} eid is 5, and 0 by the ledger.",
        f"The count of {day} email is 0, and 5 by the ledger.",
        "The count of email LV, support for seimas-petition is 0, and 5 by the signatures.",
        "The count of email LV, valid for seimas-petition is 5, and 0 by the signatures.",
    )
    assert (verdict.leaves, verdict.checkpoints) == (5, 1)


def test_a_mark_that_was_taken_away_is_noticed() -> None:
    petition = a_ledger(5)
    tamper(
        "UPDATE petitions_signature SET is_counted = false WHERE id = (SELECT signature_id"
        " FROM petitions_ledgerentry WHERE index = 1)"
    )

    verdict = audit.verify(petition)

    assert verdict.problems == (
        "The count of email LV, support for seimas-petition is 5, and 4 by the signatures.",
        "The count of email LV, valid for gov-lt-letter is 5, and 4 by the signatures.",
        "Other signatures are marked as counted than the ledger says.",
    )


def test_where_a_signature_goes_cannot_be_changed_unnoticed() -> None:
    petition = a_ledger(5)
    tamper(
        "UPDATE petitions_signature SET targets = valid_targets || 999999::bigint WHERE id ="
        " (SELECT signature_id FROM petitions_ledgerentry WHERE index = 1)"
    )

    verdict = audit.verify(petition)

    assert verdict.problems == (
        "The count of email LV, support for seimas-petition is 5, and 4 by the signatures.",
        "The count of email LV, support for target 999999 is 0, and 1 by the signatures.",
    )


def test_the_command_names_each_count() -> None:
    petition = a_ledger(3)
    tamper("UPDATE petitions_targetcount SET total = 4")

    with pytest.raises(CommandError) as failed:
        call_command("ledger", "verify", petition.slug)

    support, valid = str(failed.value).splitlines()
    assert support.startswith("The count of email LV, support for seimas-petition is 4")
    assert valid.startswith("The count of email LV, valid for gov-lt-letter is 4")
