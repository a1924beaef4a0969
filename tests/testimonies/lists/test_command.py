"""The same from the command line: a dry run, unless somebody means it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from testimonies.models import ListRow
from tests.testimonies.lists.files import JANIS, csv_of

pytestmark = pytest.mark.django_db


def run(file: Path, *more: str) -> str:
    out, counts = io.StringIO(), io.StringIO()
    said = ["--source", "A list", "--holder", "An archive", "--licence", "cc0-1.0", *more]
    call_command("import_list", str(file), *said, stdout=out, stderr=counts)
    return out.getvalue() + counts.getvalue()


def a_file(folder: Path, content: bytes) -> Path:
    path = folder / "list.csv"
    path.write_bytes(content)
    return path


def test_a_dry_run_takes_nothing(tmp_path: Path) -> None:
    told = run(a_file(tmp_path, csv_of(JANIS)))

    assert "2,new,,," in told
    assert "checked; taken 1, unchanged 0, changed 0, refused 0" in told
    assert ListRow.objects.count() == 0


def test_for_real_and_again(tmp_path: Path) -> None:
    file = a_file(tmp_path, csv_of(JANIS))

    assert "imported; taken 1" in run(file, "--for-real")
    assert "unchanged 1" in run(file, "--for-real")
    assert ListRow.objects.count() == 1


def test_columns_are_named_by_their_place(tmp_path: Path) -> None:
    file = a_file(tmp_path, csv_of("x;Ozols", head="one;two"))
    with pytest.raises(CommandError, match="holds the names"):
        run(file)

    assert "taken 1" in run(file, "--column", "2=surname", "--for-real")
    with pytest.raises(CommandError, match="PLACE=FIELD"):
        run(file, "--column", "3=surname")


def test_an_encoding_is_asked_for(tmp_path: Path) -> None:
    file = a_file(tmp_path, csv_of(JANIS).decode().encode("cp1257"))
    with pytest.raises(CommandError, match="Choose one"):
        run(file)

    assert "taken 1" in run(file, "--encoding", "cp1257")
