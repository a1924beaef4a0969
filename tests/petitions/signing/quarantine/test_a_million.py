"""Among a million signatures, what is rare is found by an index and not by reading them all."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import now

from petitions.models import Petition, Signature
from petitions.models.invalidation import Source
from petitions.models.signature import State
from petitions.signing.quarantine import queries, statements
from petitions.signing.quarantine.rules import Criterion, Suspicion, Window
from tests.builders_signing import a_confirmed_signature, a_signature, an_open_petition
from tests.petitions.signing.quarantine.crowds import copies_of, signed_from

pytestmark = pytest.mark.django_db
#: So many that PostgreSQL would rather not read them all.
MANY = 20_000
READS_ALL = "Seq Scan on petitions_signature"


@pytest.fixture
def _many() -> None:
    """All of them signed long ago, and suspected of nothing."""
    signature, long_ago = a_signature(), now() - timedelta(days=100)
    Signature.objects.update(
        state=State.CONFIRMED, signed_at=long_ago, confirmed_at=long_ago, is_counted=True
    )
    copies_of(signature, MANY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE petitions_signature")


def plan(statement: str, parameters: Any) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {statement}", parameters)
        return "\n".join(row[0] for row in cursor.fetchall())


@pytest.mark.usefixtures("_many")
def test_the_watch_reads_what_is_recent_and_no_more() -> None:
    own = {"since": now() - timedelta(days=1), "code": Suspicion.SAME_CODE.value, "most": 3}
    watched = [
        statements.same("person_key"),
        statements.same("code_key"),
        statements.REJECTED_BEFORE,
        statements.crowded("address_key"),
        statements.crowded("network_key"),
    ]

    plans = [plan(each, _named_in(each, own)) for each in watched]

    assert [each for each in plans if READS_ALL in each] == []


@pytest.mark.usefixtures("_many")
def test_the_pages_of_moderators_read_what_is_suspected_and_no_more() -> None:
    lists = [
        queries.put_aside().filter(state=state)
        for state in (State.QUARANTINED, State.REJECTED, State.CONFIRMED)
    ]

    plans = [plan(*each[:50].query.sql_with_params()) for each in lists]

    assert [each for each in plans if READS_ALL in each] == []
    assert all("signatures_suspected" in each or "put_aside" in each for each in plans)


@pytest.mark.usefixtures("_many")
def test_crowds_and_what_is_behind_them_are_found_in_an_index() -> None:
    petition, at, key = Petition.objects.get(), now(), b"7" * 16
    lately = Criterion(since=at - timedelta(days=7), until=at, source=Source.NETWORK, key=key)
    own = statements.words(petition.pk, lately) | {
        "before": at - timedelta(days=30),
        "most": 10,
        **{window.value: at - window.length for window in Window},
    }
    which = statements.which(lately)
    asked = [statements.trending("network_key"), statements.PREVIEW.format(which=which)]

    plans = [plan(each, _named_in(each, own)) for each in asked]
    with CaptureQueriesContext(connection) as looked:
        assert queries.newest_from(petition, Source.NETWORK, key) is None
    plans.append(plan(looked.captured_queries[0]["sql"], None))

    assert [each for each in plans if READS_ALL in each] == []
    assert all("signatures_traced" in each for each in plans)


@pytest.mark.usefixtures("_many")
def test_what_was_signed_within_an_hour_is_found_by_time_alone() -> None:
    at = now()
    hour = Criterion(since=at - timedelta(hours=1), until=at)
    own, which = statements.words(Petition.objects.get().pk, hour), statements.which(hour)
    asked = [each.format(which=which) for each in (statements.PREVIEW, statements.SAMPLE)]

    plans = [plan(each, _named_in(each, own | {"most": 10})) for each in asked]

    assert [each for each in plans if READS_ALL in each] == []
    assert all("signatures_by_time" in each for each in plans)


def test_whoever_waits_longest_stands_first_and_those_with_nothing_last() -> None:
    nothing, short, long = (an_open_petition() for _each in range(3))
    a_confirmed_signature(nothing)
    for petition, days in ((short, 1), (long, 3)):
        signed_from(petition)
        Signature.objects.filter(petition=petition).update(
            state=State.QUARANTINED, confirmed_at=now() - timedelta(days=days)
        )

    found = queries.waiting()

    assert [each.petition for each in found] == [long, short, nothing]
    assert [each.put_aside for each in found] == [1, 1, 0]
    assert [each.since is None for each in found] == [False, False, True]


def _named_in(statement: str, values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if f"%({name})s" in statement}
