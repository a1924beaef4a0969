"""Lists for paper: every row is there, as it was written, on pages that open everywhere."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from petitions.bundles import joining, letters, printed, tables
from petitions.bundles.columns import Column
from petitions.bundles.lists import Table
from petitions.bundles.printed import Print, Volume
from testimonies import typesetting

TOLD = Print("Signatures · Riigikogu · 1", "et", datetime(2026, 11, 22, tzinfo=UTC))
COLUMNS = [Column("number", "No."), Column("name", "Name"), Column("country", "Country")]


def bound(rows: Sequence[Sequence[str]], number: int = 1) -> bytes:
    volume = Volume(TOLD, COLUMNS, number)
    volume.add(rows)
    return volume.content()


def pages(content: bytes) -> list[list[str]]:
    """What each page says, letter by letter through the font's own table."""
    with pikepdf.open(BytesIO(content)) as document:
        return [_said(page) for page in document.pages]


def _said(page: pikepdf.Page) -> list[str]:
    font = page.Resources.Font.F
    told = letters.MAPPED.findall(bytes(font.ToUnicode.read_bytes()))
    drawn = {bytes.fromhex(name.decode()): chr(int(code, 16)) for name, code in told}
    steps = pikepdf.parse_content_stream(page)
    found = [bytes(step.operands[0]) for step in steps if str(step.operator) == "Tj"]
    return ["".join(drawn[t[at : at + 2]] for at in range(0, len(t), 2)) for t in found]


def test_every_row_is_there_with_heading_and_number_of_the_page() -> None:
    rows = [[str(number), f"Õie Šarlotė Ґ {number}", "EE"] for number in range(150)]

    found = pages(bound(rows, 7))

    assert [page[0] for page in found] == [TOLD.heading] * 3
    assert [page[1:4] for page in found] == [["No.", "Name", "Country"]] * 3
    assert [page[-1] for page in found] == ["7: 1 / 3", "7: 2 / 3", "7: 3 / 3"]
    cells = [cell for page in found for cell in page[4:-1]]
    assert cells == [cell for row in rows for cell in row]


def test_what_is_too_wide_goes_on_in_the_next_line() -> None:
    long, words = "x" * 300, "Maria Władysława " * 12

    (page,) = pages(bound([["1", long, "EE"], ["2", words, "PL"], ["3", "Mari", "EE"]]))

    assert "".join(part for part in page if set(part) == {"x"}) == long
    assert sum(part.count("Władysława") for part in page) == 12
    assert all(len(part) < 130 for part in page)
    assert page[-4:-1] == ["3", "Mari", "EE"]


def test_numbers_and_days_stand_on_one_line_where_they_have_room() -> None:
    texts = ["1000000", "2026-11-26", "-" * 5, "9" * 24]

    lines = [printed._lines(text, 48.0) for text in texts]

    assert [len(each) for each in lines] == [1, 1, 1, 2]
    assert all(
        letters.width(text, printed.SIZE) <= len(text) * printed.SIZE * printed.DIGIT
        for text in texts
    )
    assert lines[0] == (letters.drawn("1000000"),)


def test_paper_says_in_words_what_machines_read_as_codes(tmp_path: Path) -> None:
    table = tables.signatures(["name", "country"], ["csv", "xlsx", "pdf"], TOLD)
    said = {"email": "e-mail", "eid": "eID", "qualified": "qualified", "paper": "paper"}
    said["paper_verified"] = "paper, 2 read"
    rows = [["1", "paper", "EE", "2026-11-01", code, "valid"] for code in said]
    rows.append(["6", "valid", "LT", "2026-11-02", "a new code", "declaration"])

    joining.write(tmp_path, table, rows)

    (page,) = pages((tmp_path / "signatures.pdf").read_bytes())
    printed_rows = [[*row[:4], said.get(row[4], row[4]), row[5]] for row in rows]
    assert page[-1 - 6 * len(rows) : -1] == [cell for row in printed_rows for cell in row]
    with (tmp_path / "signatures.csv").open(encoding="utf-8", newline="") as source:
        assert list(csv.reader(source))[1:] == rows
    with zipfile.ZipFile(tmp_path / "signatures.xlsx") as book:
        assert "paper_verified" in book.read("xl/worksheets/sheet1.xml").decode()


def test_the_words_of_paper_are_those_of_its_language() -> None:
    country = Column("country", "Riik", words={"EE": "Eesti"})
    volume = Volume(TOLD, [*COLUMNS[:2], country], 1)

    volume.add([["1", "EE", "EE"], ["2", "Ona", "LT"]])

    (page,) = pages(volume.content())
    assert page[4:-1] == ["1", "EE", "Eesti", "2", "Ona", "LT"]


def test_a_row_higher_than_a_page_goes_on_on_the_next() -> None:
    found = pages(bound([["1", "y" * 20_000, "EE"]]))

    assert len(found) > 1
    assert sum(len(part) for page in found for part in page if set(part) == {"y"}) == 20_000


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("日", "[U+65E5]"), ("№", "№"), ("a\x00b", "a?b"), ("(\\)", "(\\)"), ("", "")],
)
def test_nothing_typed_breaks_the_page(typed: str, shown: str) -> None:
    (page,) = pages(bound([["1", typed, "EE"]]))

    assert page[4:-1] == ["1", shown, "EE"]


def test_every_letter_of_the_font_comes_back() -> None:
    drawable = [chr(code) for first, last in typesetting.DRAWN for code in range(first, last + 1)]
    known = [letter for letter in drawable if letter.isprintable() and not letter.isspace()]
    texts = ["".join(known[at : at + 9]) for at in range(0, len(known), 9)]
    written = "".join(map(letters.drawn, texts)).encode(letters.BYTES)
    assert all(meant in written for meant in (rb"\r", rb"\(", rb"\)", rb"\\"))

    found = pages(bound([[str(number), text, "EE"] for number, text in enumerate(texts)]))

    # Some letters look alike, and are one in the font: a text is drawn as what it looks like.
    said = [cell for page in found for cell in page[4:-1]][1::3]
    assert len(said) == len(texts)
    assert [letters.drawn(text) for text in said] == [letters.drawn(text) for text in texts]


def test_the_same_rows_give_the_same_document_that_archives_take() -> None:
    rows = [["1", "Ona Petraitė", "LT"]]

    content = bound(rows)

    assert content == bound(rows)
    with pikepdf.open(BytesIO(content)) as document, document.open_metadata() as about:
        assert about.pdfa_status == "2B"
        assert about["dc:title"] == TOLD.heading
        assert document.Root.OutputIntents
        assert document.Root.Lang == "et"


def test_a_full_volume_is_followed_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed, "VOLUME", 2)
    table = Table("people", COLUMNS, ["csv", "pdf"], TOLD)

    joining.write(tmp_path, table, [[str(number), "x", "EE"] for number in range(5)])

    names = sorted(path.name for path in tmp_path.glob("*.pdf"))
    assert names == [f"people-volume-000{number}.pdf" for number in (1, 2, 3)]
    last = pages((tmp_path / names[-1]).read_bytes())
    assert last[0][4:] == ["4", "x", "EE", "3: 1 / 1"]


def test_one_volume_needs_no_number(tmp_path: Path) -> None:
    joining.write(tmp_path, Table("people", COLUMNS, ["csv", "pdf"], TOLD), [["1", "x", "EE"]])

    assert sorted(path.name for path in tmp_path.iterdir()) == ["people.csv", "people.pdf"]
