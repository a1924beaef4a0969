"""Whoever sits at the database writes no name back, and makes nobody anonymous by hand."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from petitions.models import Signature
from petitions.retention import actions as retention
from tests.builders_retention import a_petition_with_people, an_overdue_petition, begun, erased
from tests.builders_review import a_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
ERASE = """
UPDATE petitions_signature SET personal = NULL, contact = NULL, trace = NULL, suspicions = '{}',
    identity_key = NULL, mail_key = NULL, mailbox_key = NULL, person_key = NULL, code_key = NULL,
    address_key = NULL, network_key = NULL, domain_key = NULL, display = 'hidden',
    wants_news = false, erased_at = now(), erasure_id = %s
"""
WRITTEN_BACK = [
    "personal = '\\x00'",
    "contact = '\\x00'",
    "trace = '\\x00'",
    "identity_key = '\\x00'",
    "mail_key = '\\x00'",
    "mailbox_key = '\\x00'",
    "person_key = '\\x00'",
    "code_key = '\\x00'",
    "address_key = '\\x00'",
    "display = 'name'",
    "state = 'withdrawn', ended_at = now()",
    "erased_at = NULL, erasure_id = NULL, personal = '\\x00', identity_key = '\\x00'",
    "signed_at = signed_at - interval '1 day'",
]


def run(statement: str, *values: int) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values or None)


@pytest.mark.parametrize("change", WRITTEN_BACK)
def test_nothing_is_written_back(change: str) -> None:
    an_overdue_petition("Ona Petraitė")
    erased()
    before = Signature.objects.values().get()

    with pytest.raises(IntegrityError, match=r"stays (erased|as it was confirmed)"):
        run(f"UPDATE petitions_signature SET {change}")  # noqa: S608

    assert Signature.objects.values().get() == before


def test_an_erased_signature_is_not_deleted_either() -> None:
    an_overdue_petition("Ona Petraitė")
    erased()

    with pytest.raises(IntegrityError, match="stays"):
        run("DELETE FROM petitions_signature")


@pytest.mark.parametrize("column", ["contact", "mailbox_key", "code_key", "trace"])
def test_nobody_is_half_erased(column: str) -> None:
    an_overdue_petition("Ona Petraitė")
    run(f"UPDATE petitions_signature SET {column} = '\\x00'")  # noqa: S608
    doing = begun()

    with pytest.raises(IntegrityError, match="erased_means_anonymous"):
        run(ERASE.replace(f"{column} = NULL", f"{column} = {column}"), doing.pk)


def test_only_an_erasure_that_is_going_on_erases() -> None:
    an_overdue_petition("Ona Petraitė")
    look = retention.look()

    with pytest.raises(IntegrityError, match="only an erasure erases"):
        run(ERASE, look.pk)

    run(ERASE, begun(look).pk)


def test_a_hold_keeps_it_from_whoever_sits_at_the_database() -> None:
    petition = an_overdue_petition("Ona Petraitė")
    doing = begun()
    retention.hold(petition.pk, by=a_release_officer(), reason="A court has asked")

    with pytest.raises(IntegrityError, match="a legal hold keeps it"):
        run(ERASE, doing.pk)


def test_nobody_is_invented_anonymously() -> None:
    an_overdue_petition("Ona Petraitė")
    erased()
    own = {"id", "uuid", "reference"}
    columns = {str(field.column) for field in Signature._meta.fields} - own
    listed = ", ".join(columns)

    with pytest.raises(IntegrityError, match="only an erasure erases"):
        run(
            f"INSERT INTO petitions_signature (uuid, reference, {listed})"  # noqa: S608
            f" SELECT gen_random_uuid(), 'S-INVENTED', {listed} FROM petitions_signature"
        )


def test_what_was_done_and_seen_is_not_rewritten() -> None:
    an_overdue_petition("Ona Petraitė")
    erased()

    for statement in (
        "UPDATE petitions_erasure SET signatures = 7",
        "UPDATE petitions_erasure SET state = 'erasing', ended_at = NULL WHERE kind <> 'look'",
        "DELETE FROM petitions_erasureline",
        "UPDATE petitions_erasureline SET count = 7",
        "UPDATE petitions_bundle SET forgotten_at = NULL, removed_at = NULL",
    ):
        with pytest.raises(IntegrityError, match="erased stays erased"):
            run(statement)


def test_a_signature_that_counts_keeps_its_key() -> None:
    a_petition_with_people("Ona Petraitė")

    with pytest.raises(IntegrityError, match="stays as it was confirmed"):
        run("UPDATE petitions_signature SET identity_key = NULL")
