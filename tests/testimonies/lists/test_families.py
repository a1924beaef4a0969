"""GEDCOM files of families, in the encodings in which programs have written them."""

from __future__ import annotations

import pytest

from testimonies.lists import rules, table_file
from testimonies.models import ListEdition, Relationship
from tests.testimonies.lists.files import checked, counts, imported, read, reasons

pytestmark = pytest.mark.django_db
FAMILY = """0 HEAD
1 SOUR ATMINTIS
1 GEDC
2 VERS 5.5.1
1 CHAR {encoding}
0 @I1@ INDI
1 NAME Jānis /Kalniņš/
1 SEX M
1 BIRT
2 DATE 14 JUN 1901
2 PLAC Rīga
1 DEAT
2 DATE BEF 1943
0 @I2@ INDI
1 NAME Anna /Kalniņa/
1 BIRT
2 DATE ABT 1905
0 @I3@ INDI
1 NAME Pēteris /Kalniņš/
1 OCCU schoolboy
0 @F1@ FAM
1 HUSB @I1@
1 WIFE @I2@
1 CHIL @I3@
0 TRLR
"""
CIRCLE = """0 @I4@ INDI
1 NAME Own /Grandfather/
0 @I5@ INDI
1 NAME Own /Father/
0 @F2@ FAM
1 HUSB @I4@
1 CHIL @I5@
0 @F3@ FAM
1 HUSB @I5@
1 CHIL @I4@
0 TRLR
"""


def rows_of(edition: ListEdition) -> list[dict[str, str]]:
    return [
        dict(zip(edition.columns, record.cells, strict=False))
        for record in table_file.records(edition.table)
    ]


@pytest.mark.parametrize(
    ("says", "encoding"), [("UTF-8", "utf-8"), ("UNICODE", "utf-16"), ("UTF-8", "utf-8-sig")]
)
def test_a_family_is_read(says: str, encoding: str) -> None:
    edition = read(FAMILY.format(encoding=says).encode(encoding))

    assert (edition.kind, edition.problem, edition.rows) == ("gedcom", "", 3)
    janis, anna, peteris = rows_of(edition)
    assert (janis["surname"], janis["born"], janis["died"]) == (
        "Kalniņš",
        "14 JUN 1901",
        "BEF 1943",
    )
    assert (anna["born"], anna["relatives"]) == ("ABT 1905", "husband=@I1@")
    assert peteris["relatives"] == "father=@I1@ mother=@I2@"


def test_ansel_is_read_letter_by_letter() -> None:
    """ā is a macron (0xE5) and a; ņ is a cedilla (0xF0) and n; š is a caron (0xE9) and s."""
    text = FAMILY.format(encoding="ANSEL").encode("utf-8")
    for letter, bytes_of_it in {
        "ā": b"\xe5a", "ī": b"\xe5i", "ē": b"\xe5e", "ņ": b"\xf0n", "š": b"\xe9s",
    }.items():  # fmt: skip
        text = text.replace(letter.encode(), bytes_of_it)

    janis = rows_of(read(text))[0]

    assert (janis["given"], janis["surname"]) == ("Jānis", "Kalniņš")


def test_whoever_would_be_their_own_ancestor_is_refused() -> None:
    text = FAMILY.format(encoding="UTF-8").replace("0 TRLR\n", CIRCLE)

    edition = checked(text.encode())

    assert counts(edition) == (3, 0, 0, 2)
    assert set(reasons(edition).values()) == {("relatives", rules.OWN_ANCESTOR)}


@pytest.mark.parametrize(
    "text", ["0 HEAD\n1 CHAR UTF-8\nnothing\n", "0 HEAD\n1 CHAR KLINGON\n0 @I1@ INDI\n0 TRLR\n"]
)
def test_a_broken_file_is_refused(text: str) -> None:
    assert read(text.encode()).problem


def test_who_is_whose_relative_is_kept_once() -> None:
    imported(FAMILY.format(encoding="UTF-8").encode())

    corrected = FAMILY.format(encoding="UTF-8").replace("schoolboy", "pupil")
    imported(corrected.encode())

    ties = Relationship.objects.order_by("of", "kin").values_list(
        "of__row__number", "kin", "to__row__number", "of__row__version"
    )
    assert list(ties) == [
        (1, "wife", 2, 1),
        (2, "husband", 1, 1),
        (3, "father", 1, 1),
        (3, "mother", 2, 1),
        (3, "father", 1, 2),
        (3, "mother", 2, 2),
    ]


def test_a_family_again_changes_nothing() -> None:
    text = FAMILY.format(encoding="UTF-8").encode()
    imported(text)

    assert counts(checked(text)) == (0, 3, 0, 0)
