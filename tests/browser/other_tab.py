"""A tab of the second browser, in which everything is done on the keyboard alone.

It answers to the same words as `tab.Tab`, and complains by itself as well: about a page that
scrolls sideways, about what axe finds, and about a focus that nobody can see.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

from tests.browser.marionette import Firefox
from tests.browser.tab import AXE, KEY, RULES
from tests.instance import eventually

TAB, SHIFT, ENTER, SPACE, DOWN, CONTROL = "\ue004", "\ue008", "\ue007", " ", "\ue015", "\ue009"
#: More than any page of ours has.
MOST_STEPS = 250
#: Where the focus is, what it looks like, and whether the wanted thing comes before it.
FOCUS = """
const here = document.activeElement, wanted = document.querySelector(arguments[0]);
const look = getComputedStyle(here);
const box = here.getBoundingClientRect();
const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
const middle = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
const isItself = each => each && (here.contains(each) || each.contains(here)
  || Array.from(here.labels ?? []).some(label => label.contains(each)));
return {
  is_in_view: here === document.body
    || (left < right && top < bottom && Boolean(isItself(middle))),
  where: [box.left, box.top, box.right, box.bottom, innerWidth, innerHeight],
  is_there: here === wanted,
  is_in_group: Boolean(wanted && here.type === "radio" && here.name === wanted.name),
  is_behind: Boolean(wanted && here !== document.body
    && here.compareDocumentPosition(wanted) & Node.DOCUMENT_POSITION_PRECEDING),
  is_seen: here === document.body || look.outlineStyle !== "none" || look.boxShadow !== "none",
  what: here.outerHTML.slice(0, 120),
};
"""
#: Marks the button or link of these words, so that it can be named.
NAMED = """
const words = arguments[1];
const said = each =>
  (each.getAttribute("aria-label") || each.textContent).replace(/\\s+/g, " ").trim();
const found = Array.from(document.querySelectorAll(arguments[0]))
  .find(each => each.checkVisibility() && said(each).includes(words));
document.querySelectorAll("[data-wanted]").forEach(each => each.removeAttribute("data-wanted"));
if (found) found.setAttribute("data-wanted", "");
return Boolean(found);
"""
HIDDEN = """
return document.documentElement.scrollWidth - document.documentElement.clientWidth;
"""
FROM_ELSEWHERE = """
return performance.getEntriesByType("resource").map(each => each.name)
  .filter(each => !each.startsWith(arguments[0]) && !each.startsWith("data:"));
"""


@dataclass
class OtherTab:
    browser: Firefox
    site: str
    #: For files that are given.
    folder: Path
    has_axe: bool = True
    #: Of the page, in its own pixels, where that is to be so on every page.
    width: int = 0
    read: set[tuple[str, bool]] = field(default_factory=set)

    @property
    def words(self) -> str:
        return " ".join(str(self.browser.run("return document.body.innerText")).split())

    @property
    def path(self) -> str:
        return str(urlparse(self.browser.run("return document.URL")).path)

    def open(self, address: str) -> OtherTab:
        self.browser.open(f"{self.site}{address}")
        return self.look()

    def follow(self, words: str) -> OtherTab:
        return self._enter("a", words)

    def press(self, words: str) -> OtherTab:
        return self._enter("button, input[type=submit]", words)

    def fill(self, **answers: Any) -> OtherTab:
        for name, said in answers.items():
            for each in said if isinstance(said, list) else [said]:
                self._answer(name, str(each))
        return self

    def asks(self, name: str) -> bool:
        return bool(self.browser.run("return document.querySelector(arguments[0])", _named(name)))

    def boxes(self, name: str) -> list[str]:
        script = "return Array.from(document.querySelectorAll(arguments[0]), each => each.value)"
        offered: list[str] = self.browser.run(script, _named(name))
        return offered

    def give_file(self, name: str, content: bytes, kind: str) -> None:
        """Only this the keyboard does not do: what asks for a file is no page of ours."""
        del kind  # Firefox finds it by the name
        path = self.folder / name
        path.write_bytes(content)
        self.browser.give_file("input[type='file']", path)

    def press_and_wait_for(self, words: str, what_comes: str) -> OtherTab:
        self.press(words)
        assert what_comes in self.words
        return self

    def download(self, words: str) -> Path:
        """What a link gives as a file: the page stays."""
        self._go_to("a", words)
        self.browser.press(ENTER)
        file = eventually(self._downloaded)
        assert file
        return file

    def look(self) -> OtherTab:
        assert not self.width or self.browser.is_wide(self.width), "it is not enlarged"
        assert self.browser.run(HIDDEN) <= 0, f"{self.path} scrolls sideways"
        assert self.browser.run(FROM_ELSEWHERE, self.site) == []
        kind = KEY.sub("…", self.path), "Error:" in self.browser.run("return document.title")
        if self.has_axe and kind not in self.read:
            self.read.add(kind)
            self._read_with_axe()
        return self

    def _enter(self, css: str, words: str) -> OtherTab:
        self._go_to(css, words)
        self.browser.leave_by(ENTER)
        return self.look()

    def _go_to(self, css: str, words: str) -> None:
        assert self.browser.run(NAMED, css, words), f"no “{words}” on {self.path}: {self.words}"
        self._reach("[data-wanted]")

    def _downloaded(self) -> Path | None:
        """Meanwhile it lies there empty, beside a part of it."""
        there = list(self.browser.downloads.glob("*"))
        is_whole = len(there) == 1 and there[0].suffix != ".part" and there[0].stat().st_size
        return there[0] if is_whole else None

    def _answer(self, name: str, said: str) -> None:
        css = _named(name)
        kind = self.browser.run("return document.querySelector(arguments[0]).type", css)
        match kind:
            case "radio":
                self._choose(f"{css}[value={json.dumps(said)}]")
            case "checkbox":
                among = f"{css}[value={json.dumps(said)}]" if len(self.boxes(name)) > 1 else css
                self._reach(among)
                if not self._is_on(among):
                    self.browser.press(SPACE)
            case "select-one":
                self._pick(css, said)
            case _:
                self._reach(css)
                self.browser.chord(CONTROL, "a")
                self.browser.press(*said.replace("\n", ENTER))

    def _choose(self, css: str) -> None:
        """By the arrows within a group, once the focus is in it."""
        self._reach(css, is_group_enough=True)
        for _step in range(MOST_STEPS):
            if self.browser.run(FOCUS, css)["is_there"]:
                break
            self.browser.press(DOWN)
        if not self._is_on(css):
            self.browser.press(SPACE)
        assert self._is_on(css), css

    def _pick(self, css: str, said: str) -> None:
        self._reach(css)
        chosen = "return document.querySelector(arguments[0]).value"
        for _step in range(MOST_STEPS):
            if self.browser.run(chosen, css) == said:
                return
            self.browser.press(DOWN)
        raise AssertionError(f"{said} cannot be picked at {css}")

    def _is_on(self, css: str) -> bool:
        return bool(self.browser.run("return document.querySelector(arguments[0]).checked", css))

    def _reach(self, css: str, *, is_group_enough: bool = False) -> None:
        for _step in range(MOST_STEPS):
            focus = self._focus(css)
            assert focus["is_seen"], f"nobody sees the focus on {focus['what']} of {self.path}"
            assert focus["is_in_view"], f"{focus['what']} is out of view: {focus['where']}"
            if focus["is_there"] or (is_group_enough and focus["is_in_group"]):
                return
            if focus["is_behind"]:
                self.browser.chord(SHIFT, TAB)
            else:
                self.browser.press(TAB)
        raise AssertionError(f"the keyboard does not reach {css} on {self.path}")

    def _focus(self, css: str) -> Any:
        """A browser on a busy machine now and then forgets to bring into view what has the focus.

        Then a person goes back and forth; what is hidden by the page itself is hidden still.
        """
        focus = self.browser.run(FOCUS, css)
        for _once_more in range(3):
            if focus["is_in_view"]:
                break
            self.browser.chord(SHIFT, TAB)
            self.browser.press(TAB)
            focus = self.browser.run(FOCUS, css)
        return focus

    def _read_with_axe(self) -> None:
        found = self.browser.run_waiting(
            f"{AXE}; const [rules, done] = arguments;"
            "axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then("
            "found => done(found.violations.map(each => [each.id, each.help,"
            "  each.nodes.slice(0, 3).map(node => node.html.slice(0, 160))])))",
            RULES,
        )
        assert found == [], self.path


def _named(name: str) -> str:
    return f"main [name={json.dumps(name)}]"
