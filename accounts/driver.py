"""Statements of our own, sent by the database driver's own cursor.

Django's stands once more around each call of it, which costs as much as sending the statement
does. Where queries are counted or looked at, they are sent by Django's.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connections
from psycopg import Connection, Cursor

Answer = Cursor[tuple[Any, ...]]


def send(statement: str, parameters: dict[str, Any]) -> Answer:
    """The check of the connection, the translation of errors, and the refusal of a broken
    transaction are those of Django's.
    """
    database = connections[DEFAULT_DB_ALIAS]
    if database.queries_logged or database.execute_wrappers:
        cursor = database.cursor()
        cursor.execute(statement, parameters)
        return cursor  # type: ignore[return-value]
    database.close_if_health_check_failed()
    database.ensure_connection()
    database.validate_no_broken_transaction()
    with database.wrap_database_errors:
        driver: Connection[tuple[Any, ...]] = database.connection
        return driver.execute(statement, parameters)


def ask(statement: str, parameters: dict[str, Any]) -> Answer:
    """For a statement that changes nothing: as the first of a request it is the check itself.

    A connection that the server has closed shows when it is used, and what only reads may be
    sent twice. So a request pays for no question whether its connection is still there.
    """
    database: Any = connections[DEFAULT_DB_ALIAS]  # its stubs know nothing of the check
    if not _is_unchecked(database):
        return send(statement, parameters)
    database.health_check_done = True
    try:
        return send(statement, parameters)
    except (OperationalError, InterfaceError):
        if database.is_usable():
            raise  # it was the statement, and not the connection
        database.close()
        return send(statement, parameters)


def _is_unchecked(database: Any) -> bool:
    return bool(
        database.connection is not None
        and database.health_check_enabled
        and not database.health_check_done
        and not database.in_atomic_block
    )
