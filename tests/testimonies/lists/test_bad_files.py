"""Whatever somebody brings as a list: it is read rightly, or refused with the reason."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from testimonies.evidence import forked
from testimonies.lists import actions as lists
from testimonies.lists import confined, rules, table_file
from testimonies.lists.kinds import Problem
from testimonies.models import ListEdition
from testimonies.models.imported import State
from tests.builders_review import a_moderator
from tests.testimonies.lists.files import (
    HEAD,
    JANIS,
    OF_LATVIA,
    checked,
    counts,
    csv_of,
    read,
    reasons,
)
from tests.testimonies.lists.workbooks import xlsx_of

pytestmark = pytest.mark.django_db
RUSSIAN = "Фамилия;Имя;Отчество;Год рождения\nКалнин;Янис;Петрович;1905\n"


def cells(edition: ListEdition) -> list[list[str]]:
    return [record.cells for record in table_file.records(edition.table)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_says_itself_what_it_is(encoding: str) -> None:
    edition = read(RUSSIAN.encode(encoding))

    assert edition.columns == ["surname", "given", "patronymic", "born"]
    assert cells(edition) == [["Калнин", "Янис", "Петрович", "1905"]]


@pytest.mark.parametrize(
    ("text", "encoding"), [(RUSSIAN, "cp1251"), (f"{HEAD}\n{JANIS}\n", "cp1257")]
)
def test_an_older_encoding_is_asked_for_and_never_guessed(text: str, encoding: str) -> None:
    edition = read(text.encode(encoding))
    assert (edition.state, edition.problem) == (State.UNREADABLE, Problem.ENCODING)

    lists.read_again(edition.pk, encoding=encoding, by=a_moderator())
    lists.work_on(edition.pk)

    edition.refresh_from_db()
    assert (edition.state, edition.encoding) == (State.READ, encoding)
    assert cells(edition)[0][0] in {"Калнин", "1"}


def test_a_wrong_encoding_is_said() -> None:
    edition = read(RUSSIAN.encode("cp1251"))

    lists.read_again(edition.pk, encoding="utf-8", by=a_moderator())
    lists.work_on(edition.pk)

    edition.refresh_from_db()
    assert edition.problem == Problem.WRONG_ENCODING


def test_letters_that_were_spoiled_before_are_refused() -> None:
    spoiled = JANIS.replace("Kalniņš", "Kalni\ufffd\ufffd")
    twice = JANIS.replace("Kalniņš", "Kalniņš".encode().decode("cp1252"))

    edition = checked(csv_of(spoiled, twice.replace("1;", "2;", 1)))

    assert reasons(edition) == {
        2: ("surname", rules.LOST_SIGNS),
        3: ("surname", rules.MOJIBAKE),
    }


@pytest.mark.parametrize(
    "name",
    [
        "Kalniņš-Õun",
        "Тимофеев",
        "ყაზბეგი",
        "Դավթյան",
        "כהן",
        "李",
        "ʼn Łódź Ångström",
        "Dvořák–Ńandú",
    ],
)
def test_names_of_every_script_are_taken_as_they_are(name: str) -> None:
    edition = checked(csv_of(JANIS.replace("Kalniņš", name)))

    assert counts(edition) == (1, 0, 0, 0)
    assert cells(edition)[0][1] == name


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ("31.02.1941", "There is no such day. Leave empty what you do not know."),
        ("3/14/1941", "The month is a number from 1 to 12."),
        ("1841-13-01", "The month is a number from 1 to 12."),
        ("in spring", "Write the year with four digits, for example 1941, or 194X."),
        ("1.1.2999", "This day has not come yet. Is the year right?"),
        ("1.1.1700", "The year 1700 is too early to be meant here. Is every digit right?"),
    ],
)
def test_dates_that_cannot_be_are_refused_with_the_reason(told: str, sentence: str) -> None:
    edition = checked(csv_of(JANIS.replace("1905", told)))

    assert reasons(edition) == {2: ("born", sentence)}


def test_nobody_is_taken_before_birth_or_dies_before_it() -> None:
    edition = checked(csv_of(JANIS.replace("1905", "1950"), JANIS.replace("1942", "1900")))

    assert reasons(edition) == {
        2: ("taken", rules.WRONG_ORDER),
        3: ("died", "The year 1900 is too early to be meant here. Is every digit right?"),
    }


def test_a_cell_of_ten_megabytes_costs_one_row() -> None:
    edition = checked(csv_of(JANIS.replace("Jānis", "x" * (10 << 20)), JANIS.replace("1", "2", 1)))

    assert reasons(edition) == {2: ("given", rules.TOO_LONG)}
    assert counts(edition) == (1, 0, 0, 1)


def test_more_cells_than_headings_are_refused() -> None:
    edition = checked(csv_of(JANIS + ";;one more"))

    assert reasons(edition) == {2: ("", rules.TOO_MANY_CELLS)}


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"\n", Problem.EMPTY),
        (csv_of(), Problem.EMPTY),
        (csv_of(JANIS, head=";;;;;;"), Problem.NO_HEADINGS),
        (csv_of("x", head=",".join(["a"] * 1_000_000)), Problem.TOO_WIDE),
        (b"%PDF-1.7\n", Problem.NOT_A_LIST),
        (b"MZ\x90\x00 a program that is called list.xlsx", Problem.NOT_A_LIST),
        (b"PK\x03\x04 and no more", Problem.DAMAGED),
        (b"\x00" * 5000, Problem.NOT_A_LIST),
        (b'Name,Born\n"never closed,1905\n' + b"x,1\n" * 10, ""),
    ],
)
def test_what_is_no_list_is_refused(content: bytes, problem: str) -> None:
    edition = read(content)

    assert edition.problem == problem


def test_headings_that_stand_twice_or_are_empty_are_left_to_a_person() -> None:
    edition = read(csv_of("A;B;C;1905", head="Surname;Surname;;Born"))

    assert edition.columns == ["", "", "", "born"]
    refused = edition.columns
    with pytest.raises(Exception, match="holds the names"):
        lists.check(edition.pk, columns=refused, by=a_moderator())


def test_a_workbook_is_read_with_its_dates_and_formulas_as_text() -> None:
    content = xlsx_of(
        ["Nr", "Surname", "Given name", "Born", "Deported", "Note"],
        [1, "Kalniņš", "Jānis", 1905, date(1941, 6, 14), "=HYPERLINK(1)"],
        [2.5, "Ozols", "Anna", "03.04.1909", "", "1+1"],
    )

    edition = checked(content)

    assert (edition.kind, counts(edition)) == ("xlsx", (2, 0, 0, 0))
    assert cells(edition)[0] == ["1", "Kalniņš", "Jānis", "1905", "1941-06-14", "Computed"]


def test_a_workbook_that_unpacks_to_gigabytes_ends_the_child_only() -> None:
    big = xlsx_of(["Surname"], ["Ozols"], filler=900 << 20)
    assert len(big) < 2 << 20

    edition = read(big)

    assert edition.problem == Problem.TOO_MUCH


def test_a_workbook_that_says_how_large_it_is_is_not_opened() -> None:
    file = io.BytesIO(xlsx_of(["Surname"], ["Ozols"]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as package:
        for number in range(3):
            with package.open(f"xl/media/{number}.bin", "w", force_zip64=True) as part:
                for _each in range(400):
                    part.write(b"\0" * (1 << 20))

    assert read(file.getvalue()).problem == Problem.TOO_MUCH


def test_the_child_has_no_keys() -> None:
    read(csv_of(JANIS))

    forker = forked.forkers[confined.JOBS].process.pid
    assert Path(f"/proc/{forker}/environ").read_bytes() == b""


def test_many_rows_are_reported_in_little_memory() -> None:
    many = csv_of(*(f"{n};Ozols;Anna;;1905;1941;" for n in range(5_000)))

    edition = checked(many)

    assert counts(edition) == (5_000, 0, 0, 0)
    assert [r.number for r in islice(table_file.records(edition.table), 2)] == [2, 3]


def test_quotes_line_breaks_and_other_delimiters() -> None:
    for delimiter in ",;\t|":
        file = io.StringIO()
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerows([["Surname", "Note"], ["Ozols", f'one{delimiter}\ntwo "three"']])

        edition = read(file.getvalue().encode())

        assert cells(edition) == [["Ozols", f'one{delimiter}\ntwo "three"']]
        assert json.dumps(edition.columns) == '["surname", "note"]'


def test_an_agreement_must_lie_somewhere() -> None:
    with pytest.raises(Exception, match="where the agreement"):
        read(csv_of(JANIS), OF_LATVIA.__class__(name="x", holder="y", licence="agreement"))
