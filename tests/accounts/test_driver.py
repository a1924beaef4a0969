"""The first question of a request finds out by itself whether its connection is still there."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.db import connection as django_connection

from accounts import driver

ASKED = "SELECT %(word)s::text"

connection: Any = django_connection  # its stubs know nothing of the check

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_that_the_server_has_closed_is_made_anew() -> None:
    _a_request_begins()
    _the_server_closes_it()

    answer = driver.ask(ASKED, {"word": "here"}).fetchone()

    assert answer == ("here",)
    assert connection.health_check_done


def test_a_statement_that_is_wrong_is_sent_once_and_says_so() -> None:
    _a_request_begins()

    with pytest.raises(DatabaseError, match="no_such_table"):
        driver.ask("SELECT * FROM no_such_table", {})

    assert driver.ask(ASKED, {"word": "still here"}).fetchone() == ("still here",)


def test_a_connection_that_is_there_is_not_asked_whether_it_is() -> None:
    _a_request_begins()
    before = _backend()
    _a_request_begins()

    after = driver.ask("SELECT pg_backend_pid(), %(word)s::text", {"word": ""}).fetchone()

    assert after == (before, "")
    assert connection.health_check_done


def _a_request_begins() -> None:
    connection.ensure_connection()
    connection.health_check_enabled = True
    connection.health_check_done = False


def _backend() -> int:
    found = driver.send("SELECT pg_backend_pid()", {}).fetchone()
    assert found is not None
    return int(found[0])


def _the_server_closes_it() -> None:
    mine = _backend()
    connection.health_check_done = False
    other = connections.create_connection("default")
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 2000)", [mine])
    other.close()
