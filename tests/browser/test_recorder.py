"""A real browser records a voice and a film from a microphone and a camera that are not real."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress

import pytest
from playwright.sync_api import Browser, Error, Page, Playwright

from config.local import chromium
from tests.browser.conftest import NARROW, QUIET, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.telling import begin
from tests.instance import Instance

PATIENCE = 60_000
#: Moves a player on, and says where it is after a second and whether it has a picture.
PLAYS = """async (player) => {
  await player.play();
  await new Promise((done) => setTimeout(done, 1000));
  return [player.currentTime, player.videoWidth ?? 0];
}"""
#: As WebKit does on Linux where it finds no way from the camera to a file.
RECORDS_NOTHING = """window.MediaRecorder = class extends EventTarget {
  static isTypeSupported() { return true; }
  state = "inactive";
  mimeType = "audio/mp4";
  start() { this.state = "recording"; }
  stop() {
    this.state = "inactive";
    const data = new Event("dataavailable");
    this.dispatchEvent(Object.assign(data, { data: new Blob([]) }));
    this.dispatchEvent(new Event("stop"));
  }
};"""


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """One with a microphone."""
    whole = chromium.find_whole()
    with playwright.chromium.launch(executable_path=whole, args=QUIET) as started:
        yield started


@pytest.mark.parametrize(
    ("button", "player", "width"),
    [("Record my voice", "audio", NARROW), ("Record my voice and picture", "video", WIDE)],
)
def test_what_is_recorded_arrives_slice_by_slice_and_is_heard(
    instance: Instance, tab: Opens, button: str, player: str, width: int
) -> None:
    speaker = _at_the_recorder(instance, tab(width=width))

    _record(speaker, button)
    speaker.page.get_by_role("button", name="I have finished").click()
    speaker.page.get_by_text("Your recording has arrived").wait_for(timeout=PATIENCE)
    speaker.look()
    heard = speaker.page.locator(f"[data-heard] {player}")
    box = heard.bounding_box()
    at, wide = heard.evaluate(PLAYS)

    assert at > 0
    assert box
    assert box["height"] > 40
    assert heard.evaluate("player => document.activeElement === player")
    assert (wide > 0) == (player == "video")
    speaker.press("Add this file")
    assert "Recording of a voice or a film" in speaker.words
    assert "was interrupted" not in speaker.words


def test_whoever_goes_on_while_we_record_takes_it_along(instance: Instance, tab: Opens) -> None:
    speaker = _at_the_recorder(instance, tab())

    _record(speaker, "Record my voice")
    speaker.page.get_by_role("button", name="Add this file").click()
    speaker.page.locator(".tasks", has_text="Recording of a voice").wait_for(timeout=PATIENCE)

    assert "was interrupted" not in speaker.look().words


def test_over_a_line_that_breaks_nothing_is_lost(instance: Instance, tab: Opens) -> None:
    speaker = _at_the_recorder(instance, tab())

    _record(speaker, "Record my voice")
    speaker.page.context.set_offline(True)
    speaker.page.get_by_text("The line is interrupted").wait_for(timeout=PATIENCE)
    speaker.page.get_by_role("button", name="I have finished").click()
    speaker.page.context.set_offline(False)
    speaker.page.get_by_text("Your recording has arrived").wait_for(timeout=PATIENCE)
    speaker.trouble = [each for each in speaker.trouble if "ERR_INTERNET" not in each]

    speaker.press("Add this file")
    assert "Recording of a voice or a film" in speaker.words


def test_what_was_said_before_the_browser_was_killed_is_kept(
    instance: Instance, tab: Opens, browser: Browser
) -> None:
    killed = browser.browser_type.launch(executable_path=chromium.find_whole(), args=QUIET)
    speaker = Tab(killed.new_context(locale="en").new_page(), instance.url, has_axe=False)
    _permit(speaker.page)
    code = begin(instance, speaker)
    speaker.open(_papers_of(speaker))
    _record(speaker, "Record my voice")
    with suppress(Error):
        killed.new_browser_cdp_session().send("Browser.crash")

    again = tab().open("/en/return/")
    again.fill(code=code).press("Continue")
    again.open(_papers_of(speaker))
    assert "What had been said until then is here" in again.words
    at, _wide = again.page.locator("audio[controls]").first.evaluate(PLAYS)
    assert at > 0
    again.press("Keep it")
    assert "Recording of a voice or a film" in again.words
    assert "was interrupted" not in again.words


def test_a_browser_that_records_nothing_says_so(instance: Instance, tab: Opens) -> None:
    speaker: Tab = tab(width=NARROW)
    speaker.page.add_init_script(RECORDS_NOTHING)
    _at_the_recorder(instance, speaker)

    speaker.page.get_by_role("button", name="Record my voice", exact=True).click()
    speaker.page.get_by_role("button", name="I have finished").click()

    speaker.page.get_by_text("This browser has recorded nothing").wait_for(timeout=PATIENCE)
    speaker.look()
    assert not speaker.page.locator("[data-heard]").is_visible()
    assert speaker.page.evaluate("document.activeElement.dataset.begin") == "sound"


def test_without_permission_it_is_said_and_a_file_can_be_added(
    instance: Instance, tab: Opens
) -> None:
    speaker = tab(width=NARROW)
    begin(instance, speaker)
    speaker.open(_papers_of(speaker))

    speaker.page.get_by_role("button", name="Record my voice").first.click()

    speaker.page.get_by_text("does not let this page use the microphone").wait_for()
    speaker.look()
    assert speaker.page.locator("input[type='file']").is_visible()


def _at_the_recorder(instance: Instance, speaker: Tab) -> Tab:
    _permit(speaker.page)
    begin(instance, speaker)
    return speaker.open(_papers_of(speaker))


def _permit(page: Page) -> None:
    page.context.grant_permissions(["microphone", "camera"])


def _papers_of(speaker: Tab) -> str:
    return re.sub(r"(/new/[^/]+/).*", r"\1papers/", speaker.path)


def _record(speaker: Tab, button: str) -> None:
    """Until a first slice has arrived here."""
    with speaker.page.expect_response(_is_a_slice, timeout=PATIENCE):
        speaker.page.get_by_role("button", name=button, exact=True).click()
    speaker.page.get_by_text("We are recording").wait_for()


def _is_a_slice(response: object) -> bool:
    request = getattr(response, "request", None)
    return getattr(request, "method", "") == "PATCH" and getattr(response, "status", 0) == 204
