"""A petition is written by one person at a desk and read by another on a telephone."""

from __future__ import annotations

from tests.browser.conftest import NARROW, Opens
from tests.browser.tab import Tab
from tests.instance import Instance

DESK = "/admin/petitions/petition/"
THERE = "https://citizens-initiative.europa.eu/initiatives/details/2026/000007_en"


def test_a_petition_is_drafted_reviewed_opened_and_archived(
    instance: Instance, tab: Opens
) -> None:
    writer: Tab = _signs_in(instance, tab(), "admin").open(DESK).follow("Add petition")
    writer.page.locator("summary", has_text="Lietuvi").click()
    words = {"title-lt": "Atverkite archyvus", "summary-lt": "Trumpai", "body-lt": "Mes prašome."}
    writer.fill(slug="open-the-archives", initiative_url="https://example.org/", **words)
    writer.page.get_by_label("Electronic petition").check()
    writer.press("Save the draft")
    assert "signed at the Commission" in writer.words
    writer.fill(initiative_url=THERE).press("Save the draft").press("Hand in for review")

    reader: Tab = _signs_in(instance, tab(width=NARROW), "second")
    reader.open(DESK).follow("open-the-archives").follow("Lietuvi")
    assert reader.page.locator("html").get_attribute("lang") == "lt"
    reader.open(f"{DESK}open-the-archives/").press("Freeze the words")
    assert "Nobody can change them any more" in reader.words

    writer.open(f"{DESK}open-the-archives/")
    writer.fill(**{"set-closing-date-closes_on": "2999-12-31"}).press("Set the last day")
    writer.press("Open for signatures")
    anybody: Tab = tab(width=NARROW).open("/en/petitions/").follow("Read the petition")
    anybody.open("/lt/petitions/open-the-archives/")
    assert "2999" in anybody.words
    writer.fill(**{"close-reason": "The house has decided"}).press("Close now")
    writer.press("Put into the archive")
    assert "It is archived" in writer.words


def test_an_administrator_turns_bulk_mail_off_and_on(instance: Instance, tab: Opens) -> None:
    here: Tab = _signs_in(instance, tab(width=NARROW), "admin")
    here.open("/admin/testimonies/switch/").follow("Bulk mail").press("Turn it off")
    assert "Something needs another look" in here.words
    here.fill(**{"turn-off-reason": "The mail server chokes"}).press("Turn it off")
    assert "The mail server chokes" in here.words

    here.fill(**{"turn-on-reason": "It breathes again"}).press("Turn it on again")

    assert "It breathes again" in here.words


def _signs_in(instance: Instance, tab: Tab, who: str) -> Tab:
    tab.open("/admin/").fill(login=f"{who}@example.org", password=instance.password)
    return tab.press("Sign in")
