"""A package is asked for and taken in a real browser, on a wide screen and on a narrow one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance, eventually
from tests.journeys.signing import PETITION


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_a_petition_is_asked_for_and_taken(
    instance: Instance, tab: Opens, tmp_path: Path, width: int
) -> None:
    here = signs_in(instance, tab(width=width), "release")
    here.open("/admin/petitions/archivepackage/").follow("A package for an archive")

    here.press("Show what would be in it")
    assert "Write which one." in here.words
    here.fill(thing="petition", name=PETITION, format="bagit", archive="Rahvusarhiiv")
    here.press("Show what would be in it")
    assert "What stays here" in here.words
    here.press("Make the package")
    assert "Write why, in a few words." in here.words
    here.fill(reason="Agreed in May").press("Make the package")

    eventually(lambda: "Take the file" in here.open(here.page.url).words, seconds=60)
    taken = _taken(here, tmp_path)
    with zipfile.ZipFile(taken) as zipped:
        assert any(name.endswith("/manifest-sha256.txt") for name in zipped.namelist())


def _taken(here: Tab, folder: Path) -> Path:
    with here.page.expect_download() as waiting:
        here.page.get_by_role("link", name="Take the file").click()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path
