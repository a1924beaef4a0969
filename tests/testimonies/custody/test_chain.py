"""The custody log: written once, chained by one writer, and every change is found."""

from __future__ import annotations

import io
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction

from testimonies.custody import actions as custody_chain
from testimonies.custody import log as custody
from testimonies.custody import queries
from testimonies.models import CustodyEvent
from testimonies.models.custody import Actor
from tests.builders_review import a_moderator

WITHOUT_FORM = """
ALTER TABLE testimonies_custodyevent DROP CONSTRAINT IF EXISTS numbers_have_a_canonical_form
"""
SWAPPED_WHOLE = """
UPDATE testimonies_custodyevent SET position = -2 WHERE position = 2;
UPDATE testimonies_custodyevent SET position = 2 WHERE position = 5;
UPDATE testimonies_custodyevent SET position = 5 WHERE position = -2
"""
SWAPPED_WORDS = """
UPDATE testimonies_custodyevent AS one SET detail = other.detail
FROM testimonies_custodyevent AS other
WHERE (one.position, other.position) IN ((2, 5), (5, 2))
"""
INSERTED = """
UPDATE testimonies_custodyevent SET position = position + 100 WHERE position > 3;
INSERT INTO testimonies_custodyevent
    (at, event, subject_kind, subject, actor, detail, position, hash)
SELECT at, event, subject_kind, subject, actor, detail, 4, hash
FROM testimonies_custodyevent WHERE position = 3;
UPDATE testimonies_custodyevent SET position = position - 99 WHERE position > 100
"""


def lines(count: int) -> None:
    user = a_moderator()
    for number in range(count):
        custody.record("submission.viewed", user, by=user, number=number, words="žąsų ąsočiai")


def chained(count: int) -> None:
    lines(count)
    assert custody_chain.extend_chain() == count


def verified(*arguments: str) -> str:
    said = io.StringIO()
    call_command("verify_custody", *arguments, stdout=said)
    return said.getvalue()


def sql(statement: str, *parameters: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


@contextmanager
def as_owner() -> Iterator[None]:
    """What the owner of the database can do, and nobody else."""
    sql("ALTER TABLE testimonies_custodyevent DISABLE TRIGGER custody_is_append_only")
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(WITHOUT_FORM)
    yield
    sql("ALTER TABLE testimonies_custodyevent ENABLE TRIGGER custody_is_append_only")


@pytest.mark.django_db
def test_lines_are_chained_in_order_and_the_chain_is_whole() -> None:
    chained(3)
    lines(2)
    assert queries.not_chained() == 2

    assert custody_chain.extend_chain() == 2

    assert custody_chain.extend_chain() == 0
    verdict = queries.verify_chain()
    assert verdict.is_whole
    assert verdict.lines == 5
    assert verdict.head == queries.chain_head()
    assert verified().startswith("Whole: 5 lines.")


@pytest.mark.django_db
def test_a_number_without_a_canonical_form_stops_no_chain() -> None:
    user = a_moderator()
    custody.record("submission.viewed", user, by=user, size=2**53, all=[-(2**60), 7, 0.5, True])

    with pytest.raises(DatabaseError, match="canonical_form"), transaction.atomic():
        CustodyEvent.objects.create(event="other", actor="system", detail={"a": [{"b": 2**53}]})
    assert custody_chain.extend_chain() == 1

    assert CustodyEvent.objects.get().detail == {
        "size": "9007199254740992",
        "all": ["-1152921504606846976", 7, 0.5, True],
    }
    assert queries.verify_chain().is_whole


@pytest.mark.django_db
def test_an_empty_log_is_whole() -> None:
    assert verified().startswith("Whole: 0 lines.")


@pytest.mark.django_db
def test_a_line_falls_with_the_act_it_speaks_of() -> None:
    with transaction.atomic():
        lines(1)
        transaction.set_rollback(True)

    assert not CustodyEvent.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE testimonies_custodyevent SET event = 'other'",
        "UPDATE testimonies_custodyevent SET detail = '{}'",
        "UPDATE testimonies_custodyevent SET by_id = NULL",
        "UPDATE testimonies_custodyevent SET at = now()",
        "UPDATE testimonies_custodyevent SET hash = decode(repeat('00', 32), 'hex')",
        "UPDATE testimonies_custodyevent SET position = NULL, hash = NULL",
        "DELETE FROM testimonies_custodyevent",
    ],
)
def test_the_database_refuses_to_change_a_chained_line(statement: str) -> None:
    chained(1)

    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)

    assert queries.verify_chain().is_whole


@pytest.mark.django_db
def test_not_even_a_line_that_waits_for_its_place_is_changed() -> None:
    lines(1)

    for statement in (
        "UPDATE testimonies_custodyevent SET event = 'other'",
        "UPDATE testimonies_custodyevent"
        " SET event = 'other', position = 1, hash = decode('00', 'hex')",
        "DELETE FROM testimonies_custodyevent",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            sql(statement)


@pytest.mark.django_db(transaction=True)
def test_the_table_is_never_emptied() -> None:
    sql("ALTER TABLE testimonies_custodyevent ENABLE TRIGGER custody_is_never_emptied")
    try:
        with pytest.raises(DatabaseError, match="append-only"):
            sql("TRUNCATE testimonies_custodyevent CASCADE")
    finally:
        sql("ALTER TABLE testimonies_custodyevent DISABLE TRIGGER custody_is_never_emptied")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE testimonies_custodyevent SET event = 'testimony.accepted' WHERE position = 3", 3),
        ("UPDATE testimonies_custodyevent SET by_id = NULL WHERE position = 2", 2),
        (
            "UPDATE testimonies_custodyevent SET at = at + interval '1 second' WHERE position = 4",
            4,
        ),
        (
            "UPDATE testimonies_custodyevent SET detail = '{}' WHERE position = 5",
            5,
        ),
        ("UPDATE testimonies_custodyevent SET actor = 'system' WHERE position = 1", 1),
        ("DELETE FROM testimonies_custodyevent WHERE position = 3", 3),
        ("DELETE FROM testimonies_custodyevent WHERE position = 1", 1),
        ("UPDATE testimonies_custodyevent SET position = NULL, hash = NULL WHERE position = 2", 2),
        ("UPDATE testimonies_custodyevent SET position = -1 WHERE position = 3", 1),
        ("UPDATE testimonies_custodyevent SET detail = '{\"n\": 1e999}' WHERE position = 4", 4),
        ("UPDATE testimonies_custodyevent SET detail = '9007199254740993' WHERE position = 4", 4),
        ("UPDATE testimonies_custodyevent SET at = '2026-01-01 BC' WHERE position = 5", 5),
        ("UPDATE testimonies_custodyevent SET at = 'infinity' WHERE position = 6", 6),
        (SWAPPED_WHOLE, 2),
        (SWAPPED_WORDS, 2),
        (INSERTED, 4),
    ],
)
def test_what_the_owner_changes_is_named(statement: str, broken: int) -> None:
    chained(6)
    with as_owner():
        sql(statement)

    with pytest.raises(CommandError, match=f"Line {broken} does not fit"):
        verified()


@pytest.mark.django_db(transaction=True)
def test_a_rewritten_end_is_found_by_the_head_in_a_bundle() -> None:
    chained(4)
    head = queries.chain_head()
    with as_owner():
        sql("DELETE FROM testimonies_custodyevent WHERE position = 4")
    chained(1)

    assert verified().startswith("Whole: 4 lines.")
    with pytest.raises(CommandError, match="never had the head"):
        verified("--head", head)
    assert "Whole" in verified("--head", queries.chain_head())


@pytest.mark.django_db(transaction=True)
def test_two_writers_at_once_make_one_chain() -> None:
    lines(40)
    together = threading.Barrier(4)

    def write() -> None:
        together.wait()
        try:
            custody_chain.extend_chain()
        finally:
            connection.close()

    writers = [threading.Thread(target=write) for _writer in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    custody_chain.extend_chain()

    verdict = queries.verify_chain()
    assert verdict.is_whole
    assert verdict.lines == 40


@pytest.mark.django_db(transaction=True)
def test_a_line_whose_act_commits_late_takes_a_later_place() -> None:
    user = a_moderator()
    written, may_commit = threading.Event(), threading.Event()

    def slow_act() -> None:
        try:
            with transaction.atomic():
                custody.record("testimony.accepted", user, by=user)
                written.set()
                may_commit.wait(10)
        finally:
            connection.close()

    slow = threading.Thread(target=slow_act)
    slow.start()
    written.wait(10)
    custody.record("submission.viewed", user, by=user)
    assert custody_chain.extend_chain() == 1
    may_commit.set()
    slow.join()
    assert custody_chain.extend_chain() == 1

    in_order = CustodyEvent.objects.order_by("position").values_list("event", flat=True)
    assert list(in_order) == ["submission.viewed", "testimony.accepted"]
    assert queries.verify_chain().is_whole


@pytest.mark.django_db
def test_a_line_says_who_did_it() -> None:
    user = a_moderator()

    assert custody.record("a.b", user, by=user).actor == Actor.STAFF
    assert custody.record("a.b", user).actor == Actor.SYSTEM
    assert custody.record("a.b", user, actor=Actor.SIGNER).by is None
