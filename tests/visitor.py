"""A visitor without JavaScript: reads a page, fills its form in, presses a button."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any
from urllib.parse import urljoin

import requests
from lxml import html

Files = dict[str, tuple[str, IO[bytes] | bytes, str]]


@dataclass
class Page:
    """What came back, and what a person can do with it."""

    visitor: Visitor
    response: requests.Response

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def url(self) -> str:
        return self.response.url

    @cached_property
    def tree(self) -> Any:
        return html.fromstring(self.response.text)

    @cached_property
    def text(self) -> str:
        """What stands on the page, in one line."""
        main = self.tree.xpath("//main") or [self.tree]
        return " ".join(main[0].text_content().split())

    @property
    def errors(self) -> str:
        return " ".join(
            " ".join(found.text_content().split())
            for found in self.tree.xpath("//*[@data-error-summary]")
        )

    @property
    def fields(self) -> set[str]:
        """What can be filled in."""
        return set(self.tree.xpath("//main//form//*/@name"))

    def follow(self, words: str) -> Page:
        """Open the first link that says this."""
        links = [
            link.get("href")
            for link in self.tree.xpath("//a[@href]")
            if words.casefold() in " ".join(link.text_content().split()).casefold()
        ]
        assert links, f"no link says “{words}” on {self.url}: {self.text[:600]}"
        return self.visitor.open(urljoin(self.url, links[0]))

    def press(self, button: str = "", files: Files | None = None, **answers: Any) -> Page:
        """Fill in the form that has this button (or the first one in main) and press it."""
        form, chosen = self._form_with(button)
        unknown = set(answers) - {field.get("name") for field in form.xpath(".//*[@name]")}
        assert not unknown, f"no such fields: {unknown} on {self.url}; {sorted(form.fields)}"
        filled = _as_shown(form) | {
            name: value if isinstance(value, list) else [str(value)]
            for name, value in answers.items()
        }
        if chosen is not None and chosen.get("name"):
            filled[chosen.get("name")] = [chosen.get("value") or ""]
        for name in files or {}:
            filled.pop(name, None)
        action = (chosen.get("formaction") if chosen is not None else None) or form.get("action")
        target = urljoin(self.url, action or self.url)
        pairs = [(name, value) for name, values in filled.items() for value in values]
        return self.visitor.post(target, pairs, referer=self.url, files=files)

    def _form_with(self, button: str) -> tuple[Any, Any]:
        for form in self.tree.xpath("//main//form | //form"):
            for each in form.xpath(".//button | .//input[@type='submit']"):
                words = f"{each.text_content()} {each.get('value') or ''}"
                if button.casefold() in " ".join(words.split()).casefold():
                    return form, each
        raise AssertionError(f"no button says “{button}” on {self.url}: {self.text[:600]}")


class Visitor:
    """Keeps its cookies, like one browser."""

    def __init__(self, site: str, language: str = "en") -> None:
        self.site = site
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers["Accept-Language"] = language

    def come_from(self, address: str) -> None:
        """As a proxy in front would say it; otherwise all come from this machine."""
        self.session.headers["X-Forwarded-For"] = address

    def open(self, address: str) -> Page:
        return Page(self, self.session.get(urljoin(self.site, address), timeout=30))

    def post(
        self,
        address: str,
        pairs: list[tuple[str, str]],
        *,
        referer: str = "",
        files: Files | None = None,
    ) -> Page:
        headers = {"Referer": referer, "Origin": self.site} if referer else {}
        response = self.session.post(
            urljoin(self.site, address), data=pairs, files=files, headers=headers, timeout=60
        )
        return Page(self, response)


def _as_shown(form: Any) -> dict[str, list[str]]:
    """What a browser would send without anything being changed, buttons left out."""
    shown: dict[str, list[str]] = {}
    for field in form.xpath(".//input[@name] | .//textarea[@name] | .//select[@name]"):
        if field.get("disabled") is not None:
            continue
        for value in _values(field):
            shown.setdefault(field.get("name"), []).append(value)
    return shown


def _values(field: Any) -> list[str]:
    kind = (field.get("type") or "text").lower()
    if field.tag == "select":
        chosen = field.xpath(".//option[@selected]") or field.xpath(".//option")[:1]
        return [option.get("value") or "" for option in chosen]
    if field.tag == "textarea":
        return [(field.text or "").removeprefix("\n")]
    if kind in {"submit", "button", "image", "reset", "file"}:
        return []
    if kind in {"checkbox", "radio"}:
        return [field.get("value", "on")] if field.get("checked") is not None else []
    return [field.get("value") or ""]
