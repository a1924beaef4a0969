"""A film is written down by keys alone, let out by two, and played with its subtitles."""

from __future__ import annotations

from typing import Any

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.browser.test_moderate_and_send import signs_in
from tests.builders_redactions import a_white_film
from tests.instance import Instance, eventually
from tests.journeys.cast import Answers, Told
from tests.journeys.telling import REFERENCE, begin
from tests.visitor import Visitor

FIRST, SECOND = "Once there was a pear tree.", "I could climb it at five."
#: Somebody who lets everybody see her film, under her full name.
TOLD: Told = [
    ("teller", {"about": "self"}),
    ("helper", {"helped": "no"}),
    ("before-the-story", {}),
    ("story", {"story": "All of it is told in the film."}),
    ("name", {"given": "Valerija", "surname": "Grigaitė"}),
    ("other-names", {}),
    ("birth", {"birth_certainty": "unknown"}),
    ("before", {}),
    ("before-the-periods", {}),
    ("periods", {}),
    ("one-more-page", {}),
    *((skipped, {}) for skipped in ("journey", "property", "family", "others", "details")),
    ("after", {}),
]
EVERYBODY = dict.fromkeys(("text", "documents", "photographs", "recording"), "public")
CONSENT: Told = [
    ("audience", EVERYBODY),
    ("shown-as", {"identity": "full_name"}),
    ("uses", {"uses": ["education"], "scope": "none"}),
    ("waiting", {"embargo": "none"}),
    ("contact", {"preference": "none", "name": "Valerija", "safe": "yes"}),
]
FOCUSED = "(what) => document.activeElement.matches(what)"
HEARD = "() => document.querySelector('audio, video').currentTime"
PAUSED = "() => document.querySelector('audio, video').paused"
#: Remembers what stands under the picture while it is played.
WATCHED = """() => {
  const player = document.querySelector('video');
  const [track] = [...player.textTracks].filter((each) => each.kind === 'subtitles');
  window.seen = [];
  const remember = () => window.seen.push(...[...track.activeCues].map((cue) => cue.text));
  track.addEventListener('cuechange', remember);
  return track.mode;
}"""
SEEN = "() => [window.seen, document.querySelector('video').videoWidth]"


def a_film_that_was_handed_in(instance: Instance) -> str:
    page = begin(instance, Visitor(instance.url))
    page = _on(page, TOLD)
    film = ("film.mp4", a_white_film(), "video/mp4")
    page = page.press("Add this file", files={"file": film}, kind="recording", caption="My film")
    page = _on(page.press("Continue"), CONSENT)
    receipt = page.press("Continue").press("Hand in", true="on")
    return str(REFERENCE.findall(receipt.text)[0])


def _on(page: Any, told: list[tuple[str, Answers]]) -> Any:
    for step, answers in told:
        assert f"/{step}/" in page.url, f"{page.url} is not {step}"
        page = page.press("Continue", **answers)
        assert not page.errors, f"{step}: {page.errors}"
    return page


class Keys:
    """Somebody without a mouse."""

    def __init__(self, tab: Tab) -> None:
        self.tab, self.page = tab, tab.page

    def to(self, what: str) -> Keys:
        """Tab after Tab, until the focus is there."""
        for _step in range(150):
            if self.page.evaluate(FOCUSED, what):
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"no Tab leads to {what}")

    def press(self, *keys: str) -> Keys:
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def leads_on(self, key: str) -> str:
        """A key after which another page stands there; what that page says."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        return self.tab.look().words

    def type(self, words: str) -> Keys:
        self.page.keyboard.type(words)
        return self

    def hears_until(self, at: float) -> float:
        self.press("F2")
        eventually(lambda: self.page.evaluate(HEARD) > at)
        self.press("F2")
        eventually(lambda: self.page.evaluate(PAUSED))
        return float(self.page.evaluate(HEARD))


def words_in(tab: Tab) -> list[str]:
    fields = tab.page.locator("[data-line]:not([data-line=new]) textarea")
    found: list[str] = fields.evaluate_all("all => all.map(each => each.value)")
    return found


def test_a_film_is_written_down_by_keys_and_played_with_its_subtitles(
    instance: Instance, tab: Opens
) -> None:
    reference = a_film_that_was_handed_in(instance)
    case = f"/admin/testimonies/submission/{reference}/"
    moderator: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    second: Tab = signs_in(instance, tab(width=NARROW), "second")
    eventually(lambda: "/recordings/" in moderator.open(case).page.content(), seconds=90)
    moderator.press("Take up").press("Accept")
    second.open(case).press("Accept as second reader").press("Publish what consent allows")
    place = moderator.open(case).page.locator("a[href*='/recordings/']").first
    recording = str(place.get_attribute("href"))

    written = _writes(Keys(moderator.open(recording)))
    _cuts_and_joins(Keys(moderator))
    _writes_without_scripts(signs_in(instance, tab(has_scripts=False), "moderator"), written)
    public = _lets_out(Keys(moderator.open(recording)), Keys(second), recording)
    for width in (WIDE, NARROW):
        other: Tab = signs_in(instance, tab(width=width), "moderator")
        assert FIRST in other.open(f"{written}earlier/").words
        other.open(written)
        other.open(public)

    _plays(tab(width=NARROW).open("/en/archive/").follow("Valerija Grigaitė"))


def _writes(keys: Keys) -> str:
    """The first line of the first version; its address."""
    keys.to("select[name=language]").type("Lith")
    keys.to("main form button")
    assert "Nothing is written down yet." in keys.leads_on("Enter")

    keys.to("[data-line=new] textarea")
    keys.press("F8").type("Once there was a pear tree. I could climb it at five.")
    stopped = keys.hears_until(2)
    before = keys.page.locator("#id_moment").input_value()
    keys.press("F4")
    assert keys.page.evaluate(HEARD) < stopped
    assert keys.page.locator("#id_moment").input_value() != before
    keys.hears_until(2.5)
    keys.press("F9")
    assert "Saved." in keys.leads_on("Control+s")

    return keys.tab.path


def _cuts_and_joins(keys: Keys) -> None:
    """At the moment that is heard, where the cursor stands; what is typed is saved by itself."""
    keys.to("[data-line] textarea").press("F4").hears_until(1)
    keys.press("Home", *["ArrowRight"] * len(f"{FIRST} "))
    keys.leads_on("Control+Enter")
    assert words_in(keys.tab) == [FIRST, SECOND]
    keys.to("[data-line] textarea").press("Alt+ArrowDown")
    assert keys.page.evaluate("() => document.activeElement.value") == SECOND
    begins = keys.page.evaluate(HEARD)
    keys.press("Alt+ArrowUp", "End").type(" Autumn came.")
    assert keys.page.evaluate(HEARD) < begins
    keys.page.get_by_text("Saved at").wait_for()
    keys.leads_on("Control+Shift+Enter")
    assert words_in(keys.tab) == [f"{FIRST} Autumn came.\n{SECOND}"]


def _writes_without_scripts(tab: Tab, address: str) -> None:
    """The same with fields and buttons: cut by a bar, and by the moment of its field."""
    tab.open(address)
    line = tab.page.locator(".say-line").first
    line.locator("textarea").fill(f"{FIRST}|{SECOND}")
    tab.page.locator("#id_moment").fill("0:01.2")
    with tab.page.expect_navigation():
        line.get_by_role("button", name="Cut at the moment").click()
    assert [each.strip() for each in words_in(tab.look())] == [FIRST, SECOND]
    tab.page.locator("#id_moment").fill("0:02.4")
    with tab.page.expect_navigation():
        tab.page.get_by_role("button", name="Ends at the moment").nth(1).click()
    assert "Saved." in tab.look().words
    ends = tab.page.locator(".say-line [name^='end-']").nth(1)
    assert ends.input_value() == "00:02.400"


def _lets_out(keys: Keys, other: Keys, recording: str) -> str:
    """Edited, made public, proposed by one and agreed to by another; the address of it."""
    for version in ("edited", "public"):
        keys.tab.open(recording)
        keys.to(f"form[action$='/make/{version}/'] button").leads_on("Enter")
    public = keys.tab.path
    keys.to("form[action$='/propose/'] button")
    assert "Proposed." in keys.leads_on("Enter")
    other.tab.open(public)
    other.to("form[action$='/approve/'] button")
    assert "Agreed." in other.leads_on("Enter")
    return public


def _plays(reader: Tab) -> None:
    """The film moves, and what is said stands under it at its time."""
    keys, page = Keys(reader), reader.page
    page.locator("video").scroll_into_view_if_needed()
    mode = page.evaluate(WATCHED)
    keys.to("video").press("Space")
    eventually(lambda: page.evaluate(HEARD) > 2)
    reader.look()

    seen, wide = page.evaluate(SEEN)
    assert (mode, seen, wide > 0) == ("showing", [FIRST, SECOND], True)
