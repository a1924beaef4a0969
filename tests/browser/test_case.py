"""The page of a case in a real browser: changing, adding, fetching everything, taking back."""

from __future__ import annotations

import zipfile

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys.telling import tell_everything
from tests.testimonies.evidence import files

A_LONG_WORD = 200  # pixels


@pytest.mark.parametrize(("width", "has_scripts"), [(NARROW, True), (WIDE, False)])
def test_a_witness_changes_what_they_allow_and_keeps_everything(
    instance: Instance, tab: Opens, width: int, has_scripts: bool
) -> None:
    witness = tell_everything(instance)
    here: Tab = tab(width=width, has_scripts=has_scripts)
    here.open("/en/return/").fill(code=witness.code).press("Continue")
    assert "What happens next" in here.words

    _changes_what_they_allow(here)
    _adds_a_paper(here)
    here.follow("How we reach you").fill(phone="+370 600 12345").press("Keep this")
    assert "We reach you like this from now on." in here.words
    _fetches_everything(here, witness.code)
    here.follow("Your case").follow("Take it back").press("Yes, take it back")

    assert "has been taken back" in here.words


def _changes_what_they_allow(here: Tab) -> None:
    here.follow("What you allow")
    assert _narrowest(here, ".answers dd") > A_LONG_WORD
    here.follow("Change").press("Continue")  # as it is
    assert "Nothing was changed." in here.words
    here.follow("Change").fill(text=["archive"]).press("Continue")
    assert "Do you want to change it like this?" in here.words
    assert _narrowest(here, ".answers dd") > A_LONG_WORD
    here.press("Yes, change it")
    assert "It has been changed, and holds from now on." in here.words
    here.follow("Everything that you allowed, and when").follow("What you allow").follow(
        "Your case"
    )


def _narrowest(here: Tab, css: str) -> float:
    boxes = [each.bounding_box() for each in here.page.locator(css).all()]
    return min(box["width"] for box in boxes if box)


def _adds_a_paper(here: Tab) -> None:
    here.follow("Add papers or photographs")
    paper = {"name": "leaf.jpg", "mimeType": "image/jpeg", "buffer": files.a_picture()}
    here.page.locator("input[type=file]").set_input_files(paper)  # type: ignore[arg-type]
    here.fill(caption="From the attic").press("Add this file")
    here.page.get_by_text("From the attic").first.wait_for()
    here.look().press("Hand these papers in")
    assert "Two people read it before it is used." in here.words


def _fetches_everything(here: Tab, code: str) -> None:
    here.follow("Everything in one file").press("Fetch the file")
    assert "Write the sixteen digits." in here.words
    here.fill(code=code)
    with here.page.expect_download() as fetched:
        here.page.get_by_role("button", name="Fetch the file").click()
    with zipfile.ZipFile(fetched.value.path()) as everything:
        assert any(name.endswith("leaf.jpg") for name in everything.namelist())
        assert "From the attic" in everything.read("overview.html").decode()
