"""A list is brought at the desk in a real browser: its columns, its row report, and its rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance, eventually
from tests.testimonies.lists.files import csv_of

NAMES = ("Rubažaitienė", "Vilkmergutė", "Skaudvilonis")
ROWS = (
    f"1;{NAMES[0]};Barbora;;1905;14.06.1941;1942",
    f"2;{NAMES[1]};Kotryna;;03.04.1909;14.06.1941;",
    f"3;{NAMES[2]};Kazys;;31.02.1910;14.06.1941;",
)


@pytest.mark.parametrize(("width", "has_scripts"), [(NARROW, True), (WIDE, False)])
def test_from_the_file_to_its_rows(
    instance: Instance, tab: Opens, tmp_path: Path, width: int, has_scripts: bool
) -> None:
    instance.confide(*NAMES)
    name = f"Deported from Samogitia, {width}"
    file = tmp_path / "list.csv"
    file.write_bytes(csv_of(*ROWS))
    here: Tab = signs_in(instance, tab(width=width, has_scripts=has_scripts), "moderator")
    here.open("/admin/testimonies/listedition/").follow("Bring a list")

    here.press("Read this list")
    assert "Write what the list is called." in here.words
    here.fill(name=name, holder="Museum", licence="cc0-1.0")
    here.page.locator("input[type='file']").set_input_files(file)
    here.press("Read this list")
    _until(here, "First rows, and what the columns mean")

    here.follow("First rows, and what the columns mean")
    assert NAMES[0] in here.words
    here.press("Show what would come of each row")
    _until(here, "Take in what is new and changed")
    here.follow("Row report").follow("refused")
    assert "There is no such day." in here.words
    assert not any(name in here.words for name in NAMES)

    here.page.go_back()
    here.page.go_back()
    here.look().press("Take in what is new and changed")
    _until(here, "May be living, and protected")
    assert "Bring a list" in here.open("/admin/testimonies/listedition/").words


def _until(here: Tab, words: str) -> None:
    """A worker is at it; the page is opened again until it is done."""
    eventually(lambda: words in here.open(here.path).words, seconds=60)
