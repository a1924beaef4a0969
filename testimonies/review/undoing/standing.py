"""How everything stands that a decision about one submission can move: rows, and their columns.

As words, so that it can lie encrypted for half a minute and be compared.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, QuerySet

from testimonies.models import (
    Assessment,
    Claim,
    ConsentRecord,
    Flag,
    Message,
    PaperLetter,
    QueueEntry,
    Submission,
    Testimony,
)

#: {table: {row: {column: value}}}
Stands = dict[str, dict[str, dict[str, str | None]]]

#: What decisions write. The clock comes apart and last: a trigger moves it with the state.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    Flag: ("closed_at", "closed_by", "outcome"),
    Testimony: (
        "workflow", "first_reader", "second_reader", "accepted_at", "decline_reason",
        "duplicate_of", "publication", "published_at", "published_under", "published_parts",
        "published_as", "public_name", "public_text",
    ),
    Claim: (
        "state", "not_recordable_reason", "first_assessor", "second_assessor", "recorded_at",
    ),
    ConsentRecord: ("looked_at", "looked_by", "embargo_seen_at", "embargo_seen_by"),
    QueueEntry: ("assignee", "assigned_at"),
    Message: ("read_at",),
    PaperLetter: ("state",),
    Assessment: (),
}  # fmt: skip
CLOCK: dict[type[Model], tuple[str, ...]] = {
    Testimony: ("asked_at", "resumed_at", "time_with_submitter"),
    Claim: ("asked_at", "resumed_at", "time_with_submitter"),
}
#: Who is who in these columns.
PEOPLE = frozenset(
    {"first_reader", "second_reader", "first_assessor", "second_assessor", "assignee"}
)
#: Whoever stands there still has to work on it.
AT_WORK = ("first_reader", "assignee")


def rows_of(submission: Submission, table: type[Model]) -> QuerySet[Any]:
    own: dict[type[Model], QuerySet[Any]] = {
        Flag: Flag.objects.filter(submission=submission),
        Testimony: Testimony.objects.filter(submission=submission),
        Claim: Claim.objects.filter(submission=submission),
        ConsentRecord: ConsentRecord.objects.current().filter(submission=submission),
        QueueEntry: QueueEntry.objects.filter(pk=submission.pk),
        Message: Message.objects.filter(submission=submission, by__isnull=False),
        PaperLetter: PaperLetter.objects.filter(submission=submission),
        Assessment: Assessment.objects.filter(claim__submission=submission),
    }
    return own[table].order_by("pk")


def of(submission: Submission) -> Stands:
    return {
        table.__name__: {
            str(row.pk): dict(_told(row, columns(table)))
            for row in rows_of(submission, table).only("pk", *columns(table))
        }
        for table in COLUMNS
    }


def columns(table: type[Model]) -> tuple[str, ...]:
    return (*COLUMNS[table], *CLOCK.get(table, ()))


def digest(stands: Stands) -> str:
    return hashlib.sha256(json.dumps(stands, sort_keys=True).encode()).hexdigest()


def people(stands: Stands) -> set[int]:
    """Everybody of the staff in whose hands or under whose name something stood."""
    return {
        int(value)
        for rows in stands.values()
        for row in rows.values()
        for column, value in row.items()
        if column in PEOPLE and value is not None
    }


def given_back_to(stands: Stands, before: Stands) -> set[int]:
    """Into whose hands something would come again that are not there now."""
    return {
        int(value)
        for table, rows in before.items()
        for pk, row in rows.items()
        for column in AT_WORK
        if (value := row.get(column)) and value != stands[table].get(pk, {}).get(column)
    }


def put(row: Model, told: dict[str, str | None], names: tuple[str, ...]) -> bool:
    """Write into the row what was told of these columns. Whether that changed anything."""
    now = dict(_told(row, names))
    changed = [name for name in names if told[name] != now[name]]
    for name in changed:
        field: Any = row._meta.get_field(name)
        value = told[name]
        setattr(row, field.attname, None if value is None else _read(field, value))
    return bool(changed)


def _told(row: Model, names: tuple[str, ...]) -> Iterator[tuple[str, str | None]]:
    for name in names:
        field: Any = row._meta.get_field(name)
        value = field.value_from_object(row)
        yield name, None if value is None else str(field.value_to_string(row))


def _read(field: Any, value: str) -> Any:
    return field.target_field.to_python(value) if field.is_relation else field.to_python(value)
