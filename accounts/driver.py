"""Statements of our own, sent by the database driver's own cursor.

Django's stands once more around each call of it, which costs as much as sending the statement
does. Where queries are counted or looked at, they are sent by Django's.
"""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Connection, Cursor


def send(statement: str, parameters: dict[str, Any]) -> Cursor[tuple[Any, ...]]:
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
