"""Names that consent hides are covered in the words, inflected or not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonies.redactions.covering import COVER, cover


@pytest.mark.parametrize(
    ("text", "names", "covered"),
    [
        ("Jonaitis saw Jonaičio brother.", ["Jonaitis"], f"{COVER} saw {COVER} brother."),
        ("JONAITIS jonaitytė", ["Jonaitis"], f"{COVER} {COVER}"),
        ("Ona and Oną stay.", ["Ona"], f"{COVER} and {COVER} stay."),
        ("Slapelyte, as the list says", ["Šlapelytė"], f"{COVER}, as the list says"),
        ("S\u030clapelyte\u0307 was there.", ["Šlapelytė"], f"{COVER} was there."),
        ("Wałęsa i Walesa", ["Wałęsa"], f"{COVER} i {COVER}"),
        ("Марія Ковальчук, Ковальчука", ["Ковальчук"], f"Марія {COVER}, {COVER}"),
        ("Žemaitytė-Kazlauskienė", ["Žemaitytė-Kazlauskienė"], f"{COVER}-{COVER}"),
        ("Nothing here.", ["Kask"], "Nothing here."),
        ("Kask, kasekask", ["Kask"], f"{COVER}, kasekask"),
        ("No name is known.", [], "No name is known."),
        ("No name is known.", ["", " - "], "No name is known."),
        ("A.b and Axb", ["A.b"], f"{COVER}.{COVER} and Axb"),
    ],
)
def test_a_name_is_covered_in_its_forms(text: str, names: list[str], covered: str) -> None:
    assert cover(text, names) == covered


@given(st.text(), st.from_regex(r"\w{1,20}", fullmatch=True), st.text())
def test_a_name_that_stands_alone_is_never_left(before: str, name: str, after: str) -> None:
    covered = cover(f"{before} {name} {after}", [name])

    assert f" {name} " not in covered
