import csv
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from lxml import etree

from petitions.bundles import joining, lists
from petitions.bundles.columns import Column
from petitions.bundles.lists import Table

TABLE = Table(
    "people", [Column("number", "No.", "integer"), Column("name", "Name")], ["csv", "xlsx"]
)
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as source:
        return list(csv.reader(source))


def cells(path: Path, sheet: int = 1) -> list[tuple[str, str]]:
    """(type, text) of every cell; a formula would have no text of its own."""
    with zipfile.ZipFile(path) as book:
        root = etree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
    assert root.find(f".//{SHEET}f") is None
    return [
        (c.get("t", ""), "".join(str(t) for t in c.itertext())) for c in root.iter(f"{SHEET}c")
    ]


def test_a_csv_follows_rfc_4180(tmp_path: Path) -> None:
    count = joining.write(tmp_path, TABLE, [["1", 'Ann "Nan"'], ["2", "Õie, Šarlote\nРоксолана"]])

    assert count == 2
    assert (tmp_path / "people.csv").read_bytes().decode() == (
        'number,name\r\n1,"Ann ""Nan"""\r\n2,"Õie, Šarlote\nРоксолана"\r\n'
    )


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_nothing_typed_becomes_a_formula(tmp_path: Path, start: str) -> None:
    typed = f"{start}HYPERLINK(0)"

    joining.write(tmp_path, TABLE, [["1", typed]])

    assert rows(tmp_path / "people.csv")[1][1] == f"'{typed}"
    kinds = {kind for kind, _text in cells(tmp_path / "people.xlsx")}
    assert kinds == {"inlineStr"}


def test_a_sheet_holds_what_was_typed(tmp_path: Path) -> None:
    joining.write(tmp_path, TABLE, [["1", "=1+1"], ["2", "http://example.org"], ["3", "007"]])

    texts = [text for _kind, text in cells(tmp_path / "people.xlsx")]
    assert texts == ["No.", "Name", "1", "=1+1", "2", "http://example.org", "3", "007"]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        joining.write(tmp_path / name, TABLE, [["1", "Mari"]] * 500)

    for name in ("people.csv", "people.xlsx"):
        first, second = tmp_path / "first" / name, tmp_path / "second" / name
        assert first.read_bytes() == second.read_bytes()


def test_a_full_sheet_is_continued_on_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "SHEET_ROWS", 3)

    joining.write(tmp_path, TABLE, [[str(number), "x"] for number in range(5)])

    sheets = [[text for _kind, text in cells(tmp_path / "people.xlsx", n)] for n in (1, 2, 3)]
    assert sheets == [
        ["No.", "Name", "0", "x", "1", "x"],
        ["No.", "Name", "2", "x", "3", "x"],
        ["No.", "Name", "4", "x"],
    ]


def test_a_list_without_rows_still_has_its_heading(tmp_path: Path) -> None:
    assert joining.write(tmp_path, TABLE, []) == 0

    assert rows(tmp_path / "people.csv") == [["number", "name"]]


def test_rows_that_break_off_leave_nothing(tmp_path: Path) -> None:
    def broken() -> Iterator[Sequence[str]]:
        yield ["1", "x"]
        raise ConnectionError

    with pytest.raises(ConnectionError):
        joining.write(tmp_path, TABLE, broken())

    assert not list(tmp_path.iterdir())


def test_the_description_names_every_column() -> None:
    told = lists.description([TABLE], "en")

    assert json.loads(json.dumps(told)) == told
    assert told["tables"][0]["url"] == "people.csv"
    assert [c["name"] for c in told["tables"][0]["tableSchema"]["columns"]] == ["number", "name"]
