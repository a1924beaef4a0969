"""A copy of the database, made as the operations tell it, becomes the same database again."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from config.local import postgres
from tests.instance import Instance
from tests.journeys import signing
from tests.journeys.signing import Signer

SIGNER = Signer("Kazimiera Vaitkutė", "kazimiera.vaitkute@example.org")


@pytest.mark.usefixtures("witness")
def test_a_copy_is_restored_by_a_user_who_owns_one_database_alone(
    instance: Instance, tmp_path: Path
) -> None:
    signing.sign(instance, SIGNER)
    here = _address(instance)
    again = here.replace("atmintis@/atmintis", "keeper@/restored")
    copy = tmp_path / "database"
    _run("psql", here, "--command", "CREATE ROLE keeper LOGIN")
    _run("psql", here, "--command", "CREATE DATABASE restored OWNER keeper")

    _run("pg_dump", "--format=custom", f"--file={copy}", here)
    _run("pg_restore", "--exit-on-error", "--no-owner", "--dbname", again, str(copy))

    for words, said in (
        (["migrate"], "No migrations to apply"),
        (["verify_custody"], "Whole"),
        (["ledger", "verify", signing.PETITION], "Whole"),
    ):
        assert said in instance.manage(*words, DATABASE_URL=again).stdout


def _run(program: str, *words: str) -> None:
    subprocess.run([str(postgres.PROGRAMS / program), *words], check=True)


def _address(instance: Instance) -> str:
    written = (instance.home / "run" / "env").read_text()
    return str(re.findall(r"^DATABASE_URL=(.+)$", written, re.MULTILINE)[0])
