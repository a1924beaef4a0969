"""What stands in a database before anybody has written into it."""

from __future__ import annotations

import subprocess

from config.local import postgres

#: pg_dump makes up a word each time, so that nobody can smuggle commands into its output.
UNLIKE = (r"\restrict", r"\unrestrict")
WHAT = ("--schema-only", "--no-owner", "--exclude-schema=for_tests")


def schema_of(address: str) -> list[str]:
    """All that PostgreSQL knows of tables, types, functions, triggers and indexes.

    Not the function that tells the tests which tables to empty.
    """
    ran = subprocess.run(
        [str(postgres.PROGRAMS / "pg_dump"), *WHAT, address],
        capture_output=True,
        text=True,
        check=True,
    )
    return [line for line in ran.stdout.splitlines() if not line.startswith(UNLIKE)]
