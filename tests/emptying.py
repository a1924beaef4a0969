"""The tables after a test that had to commit: empty again, all but what stands there before.

That is what migrations leave, and the two questionnaires: a row each, with all its questions.
"""

from __future__ import annotations

from django.db import connection
from django.test import TransactionTestCase

from testimonies.claims import questions as of_claims
from testimonies.intake import questions as of_testimonies
from testimonies.intake.drafts import actions as drafts

#: Django would empty these too, and then spend a second on making the very same rows.
KEPT = {
    "django_migrations", "django_content_type", "auth_permission",
    "testimonies_questionnaireversion",
}  # fmt: skip
#: Lets the tables be emptied; the rules for rows stay on.
#: All are tested by name: in tests/testimonies/custody, tests/petitions/ledger and campaigns.
ALLOWED_BETWEEN_TESTS = (
    ("testimonies_custodyevent", "custody_is_never_emptied"),
    ("petitions_ledgerentry", "leaves_are_never_emptied"),
    ("petitions_ledgertile", "tiles_are_never_emptied"),
    ("petitions_checkpoint", "checkpoints_are_never_emptied"),
    ("petitions_checkpointkey", "keys_are_never_emptied"),
    ("petitions_checkpointstamp", "stamps_are_never_emptied"),
    ("petitions_petition", "petitions_are_never_emptied"),
    ("petitions_petitiontext", "texts_are_never_emptied"),
    ("petitions_petitiontarget", "targets_are_never_emptied"),
)


def prepare() -> None:
    """Once in a database of tests."""
    for questionnaire in (of_testimonies.TESTIMONY, of_claims.CLAIM):
        drafts.publish(questionnaire)
    _make_emptying_cheap()


def _make_emptying_cheap() -> None:
    with connection.cursor() as cursor:
        for table, trigger in ALLOWED_BETWEEN_TESTS:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        cursor.execute(_look())
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[attr-defined]  # (undocumented)


def full() -> list[str]:
    """The tables with rows, all but those that are kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM for_tests.tables_with_rows()")
        return [table for (table,) in cursor.fetchall()]


def _empty(_case: TransactionTestCase) -> None:
    if tables := full():
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")


def _look() -> str:
    """Planned once a connection: to plan it takes four times as long as to ask all tables."""
    known = connection.introspection.django_table_names(only_existing=True)
    quoted = [connection.ops.quote_name(table) for table in known if table not in KEPT]
    looks = " UNION ALL ".join(
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {table})"  # noqa: S608
        for table in sorted(quoted)
    )
    return f"""
        CREATE SCHEMA for_tests;
        CREATE FUNCTION for_tests.tables_with_rows() RETURNS SETOF text LANGUAGE plpgsql
        AS $$ BEGIN RETURN QUERY {looks}; END $$"""
