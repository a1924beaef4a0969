"""A tab of a real browser that complains by itself about whatever a page does wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlparse

import axe_core_python
from playwright.sync_api import ConsoleMessage, FilePayload, Page, Request, Response

AXE = (Path(axe_core_python.__file__).parent / "axe.min.js").read_text()
#: WCAG 2.2 at level AA, with everything that it builds on, and what axe calls best practice.
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: Chromium reports a form that comes back with mistakes as if a part of the page were missing.
OF_THE_PAGE_ITSELF = re.compile(r"Failed to load resource: .* status of 4\d\d")
KEY = re.compile(r"[A-Za-z0-9_-]*\d[A-Za-z0-9_-]*")
#: Keys and numbers on a page, but not those in the names of elements.
CHANGING = re.compile(r"(?<![\w<-])(?<!</)[\w-]*\d[\w-]*")
#: What stands on a page, and what is chosen and filled in.
SEEN = """() => document.documentElement.outerHTML + Array.from(
  document.querySelectorAll("input, select, textarea"),
  each => [each.checked, each.disabled, Boolean(each.value)].join()
)"""
#: What axe has read in any tab of this width: of the very same page it says the same again.
_found_good: set[tuple[int, str]] = set()


@dataclass
class Tab:
    page: Page
    site: str
    has_axe: bool = True
    #: Other sites that people are sent to on purpose, and only by a link that they follow.
    elsewhere: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)
    #: Kinds of pages that axe has read at this width: an address without its keys, and errors.
    read: set[tuple[str, bool]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.trouble.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    @property
    def words(self) -> str:
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def path(self) -> str:
        return urlparse(self.page.url).path

    def open(self, address: str) -> Tab:
        self.page.goto(address if address.startswith("http") else f"{self.site}{address}")
        return self.look()

    def follow(self, words: str) -> Tab:
        with self.page.expect_navigation():
            self.page.get_by_role("link", name=words).first.click()
        return self.look()

    def press(self, words: str, *, is_answered_here: bool = False) -> Tab:
        """Waits until the answer stands there, unless a script of the page gives it."""
        button = self.page.get_by_role("button", name=words).first
        if is_answered_here:
            button.click()
            return self.look()
        with self.page.expect_navigation():
            button.click()
        return self.look()

    def fill(self, **answers: Any) -> Tab:
        """By the names of the controls. A list or a box is chosen, a text is typed."""
        for name, said in answers.items():
            for each in said if isinstance(said, list) else [said]:
                self._answer(self.page.locator(f"main [name='{name}']"), str(each))
        return self

    def asks(self, name: str) -> bool:
        return self.page.locator(f"main [name='{name}']").count() > 0

    def boxes(self, name: str) -> list[str]:
        boxes = self.page.locator(f"main input[name='{name}']")
        offered: list[str] = boxes.evaluate_all("boxes => boxes.map(box => box.value)")
        return offered

    def give_file(self, name: str, content: bytes, kind: str) -> None:
        given: FilePayload = {"name": name, "mimeType": kind, "buffer": content}
        self.page.locator("input[type='file']").set_input_files(given)

    def press_and_wait_for(self, words: str, what_comes: str) -> Tab:
        """Where a script sends something first, and the page comes when it has gone."""
        self.page.get_by_role("button", name=words).first.click()
        self.page.locator(".tasks", has_text=what_comes).wait_for()
        return self.look()

    def look(self) -> Tab:
        """What holds for each page that anybody ever sees."""
        self.page.wait_for_load_state("load")
        assert self.trouble == [], self.page.url
        hidden = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert self.page.evaluate(hidden) <= 0, f"{self.page.url} scrolls sideways"
        kind = KEY.sub("…", self.path), "Error:" in self.page.title()
        if self.has_axe and kind not in self.read:
            self.read.add(kind)
            self._read_with_axe()
        return self

    def _answer(self, controls: Any, said: str) -> None:
        first = controls.first
        if first.get_attribute("type") in {"radio", "checkbox"}:
            among = self.page.locator(f"[value='{said}']")
            (controls.and_(among) if controls.count() > 1 else first).check()
        elif first.evaluate("each => each.tagName") == "SELECT":
            first.select_option(said)
        else:
            first.fill(said)

    def _read_with_axe(self) -> None:
        assert self.page.viewport_size
        seen = self.page.viewport_size["width"], CHANGING.sub("…", self.page.evaluate(SEEN))
        if seen in _found_good:
            return
        self.page.evaluate(AXE)
        found = self.page.evaluate(
            "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES
        )
        violations = [
            f"{each['id']}: {each['help']}: {[node['html'][:160] for node in each['nodes'][:3]]}"
            for each in found["violations"]
        ]
        assert violations == [], self.page.url
        _found_good.add(seen)

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not OF_THE_PAGE_ITSELF.match(message.text):
            self.trouble.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        is_followed = request.resource_type == "document"
        if is_followed and request.url.startswith(tuple(self.elsewhere)):
            return
        if not request.url.startswith((self.site, "data:", "about:")):
            self.trouble.append(f"third party: {request.url}")

    def _answered(self, response: Response) -> None:
        is_page = response.request.resource_type == "document"
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self.trouble.append(f"{response.status}: {response.url}")
