"""What is missing as proof, in a real browser: behind the return code, and at the desk."""

from __future__ import annotations

import pytest
from playwright.sync_api import Download

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.instance import Instance
from tests.journeys import public
from tests.journeys.pdf_text import words_of
from tests.journeys.telling import tell_everything

MISSING = "What is still missing as proof"
NOT_AWARDED = "Recorded does not mean awarded"
LAW = "Law on the legal status of persons"


@pytest.mark.parametrize(("width", "has_scripts"), [(NARROW, True), (WIDE, False)])
def test_a_witness_finds_an_archive_and_prints_the_letter(
    instance: Instance, tab: Opens, width: int, has_scripts: bool
) -> None:
    witness = tell_everything(instance)
    here: Tab = tab(width=width, has_scripts=has_scripts)
    here.open("/en/return/").fill(code=witness.code).press("Continue")

    here.follow(MISSING)
    assert NOT_AWARDED in here.words
    here.follow(LAW)
    assert NOT_AWARDED in here.words
    here.follow("Lithuanian Special Archives")
    assert "Prašymas išduoti dokumentus" in here.words
    _fits_in_every_language(here)
    pdf = _downloads(here, "Letter as PDF")

    assert pdf.suggested_filename == "lt-special.pdf"
    assert "Prašymasišduotidokumentus" in words_of(pdf.path().read_bytes())


def test_a_moderator_prints_it_for_a_witness(instance: Instance, tab: Opens) -> None:
    told = tell_everything(instance)
    desk: Tab = signs_in(instance, tab(), "moderator")

    desk.open(f"/admin/testimonies/submission/{told.reference}/").follow(MISSING)
    assert NOT_AWARDED in desk.words
    letter = _downloads(desk, "Letter as PDF")

    assert letter.suggested_filename.endswith(".pdf")
    desk.open(f"/admin/testimonies/submission/{told.reference}/")
    assert "A letter to an archive was made." in desk.words


def _fits_in_every_language(here: Tab) -> None:
    """The overview, a law and a letter; then back to where it was."""
    letter, has_axe = here.path, here.has_axe
    law = letter.rsplit("/", 3)[0] + "/"
    here.has_axe = False
    for page in (law.rsplit("/", 2)[0] + "/", law, letter):
        for language in public.LANGUAGES:
            here.open(page.replace("/en/", f"/{language}/", 1))
            assert here.page.locator("h1").count() == 1, page
    here.has_axe = has_axe
    here.open(letter)


def _downloads(here: Tab, button: str) -> Download:
    with here.page.expect_download() as downloading:
        here.page.get_by_role("button", name=button).first.click()
    return downloading.value
