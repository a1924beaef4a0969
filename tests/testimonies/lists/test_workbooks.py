"""Spreadsheets with several sheets: which one is read is asked, and never guessed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from testimonies.lists import actions as lists
from testimonies.lists import table_file
from testimonies.models import ListEdition, PersonMention
from testimonies.models.imported import State
from tests.builders_review import a_moderator, signed_in
from tests.testimonies.lists.files import imported, read
from tests.testimonies.lists.workbooks import ods_of, xlsx_of_sheets

pytestmark = pytest.mark.django_db
HEADINGS = ("Surname", "Given name", "Born")
ESTONIA = (HEADINGS, ("Tamm", "Jaan", date(1905, 3, 4)))
LATVIA = (HEADINGS, ("Kalniņš", "Jānis", date(1906, 5, 6)), ("Ozols", "Ansis", date(1907, 7, 8)))
BOOK = {"Notes": (), "Estonia": ESTONIA, "Latvia": LATVIA}
KINDS = {"xlsx": xlsx_of_sheets, "ods": ods_of}


def cells(edition: ListEdition) -> list[list[str]]:
    return [record.cells for record in table_file.records(edition.table)]


@pytest.mark.parametrize("kind", KINDS)
def test_one_filled_sheet_is_read_wherever_it_lies(kind: str) -> None:
    make: Callable[..., bytes] = KINDS[kind]

    edition = imported(make({"Notes": (), "Estonia": ESTONIA}))

    assert (edition.kind, edition.rows, edition.sheet) == (kind, 1, None)
    assert cells(edition) == [["Tamm", "Jaan", "1905-03-04"]]
    assert PersonMention.objects.get().birth_edtf == "1905-03-04"


@pytest.mark.parametrize("kind", KINDS)
def test_of_several_somebody_says_which(kind: str) -> None:
    make: Callable[..., bytes] = KINDS[kind]

    asked = read(make(BOOK))
    assert (asked.state, asked.problem, asked.rows) == (State.UNREADABLE, "sheets", 0)
    assert asked.sheets == [[2, "Estonia"], [3, "Latvia"]]

    lists.read_again(asked.pk, encoding="", sheet=3, by=a_moderator())
    lists.work_on(asked.pk)

    edition = ListEdition.objects.get(pk=asked.pk)
    assert (edition.state, edition.problem, edition.rows) == (State.READ, "", 2)
    assert cells(edition)[0] == ["Kalniņš", "Jānis", "1906-05-06"]


@pytest.mark.parametrize("number", [1, 4, 30_000])
def test_a_sheet_that_is_empty_or_not_there_is_asked_for_again(number: int) -> None:
    asked = read(xlsx_of_sheets(BOOK))

    lists.read_again(asked.pk, encoding="", sheet=number, by=a_moderator())
    lists.work_on(asked.pk)

    edition = ListEdition.objects.get(pk=asked.pk)
    assert (edition.state, edition.problem) == (State.UNREADABLE, "sheets")


def test_at_the_desk_the_sheets_are_named_and_one_is_chosen() -> None:
    asked = read(xlsx_of_sheets(BOOK))
    desk, place = signed_in(a_moderator()), f"/admin/testimonies/listedition/{asked.uuid}/"

    page = desk.get(place).content.decode()
    desk.post(f"{place}read-again/", {"read-again-encoding": "", "read-again-sheet": "2"})

    assert "Several sheets of this workbook are filled." in page
    assert "2: Estonia, 3: Latvia" in page
    lists.sweep()
    edition = ListEdition.objects.get(pk=asked.pk)
    assert (edition.sheet, edition.rows) == (2, 1)


def test_from_the_command_line_too(tmp_path: Path) -> None:
    file = tmp_path / "list.ods"
    file.write_bytes(ods_of(BOOK))
    told = {"source": "Two sheets", "holder": "Museum", "licence": "cc0-1.0"}

    with pytest.raises(CommandError, match="Several sheets"):
        call_command("import_list", file, **told)
    call_command("import_list", file, **told | {"source": "One of them"}, sheet=3)

    assert ListEdition.objects.get(source__name="One of them").rows == 2
