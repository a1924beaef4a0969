"""Somebody with a browser that runs no scripts: pages, buttons, addresses."""

from __future__ import annotations

import re
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import strip_tags

from testimonies.intake.details import questions as details
from testimonies.intake.drafts import actions as drafts
from testimonies.intake.questionnaire import ManyPage
from testimonies.intake.questions import TESTIMONY
from testimonies.models import Submission
from tests.builders_intake import ENTRIES, PAGES, a_filled_draft
from tests.testimonies.evidence import files

CODE = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")


class Walker:
    """Follows redirects and remembers where it is and what it sees."""

    def __init__(self) -> None:
        self.client = Client(headers={"Origin": "http://testserver"})
        self.here = ""
        self.page = ""
        self.status = 0

    def open(self, address: str) -> Walker:
        return self._take(self.client.get(address, follow=True), address)

    def press(self, address: str = "", /, **typed: Any) -> Walker:
        address = address or self.here
        return self._take(self.client.post(address, typed, follow=True), address)

    def begin(self, kind: str = "testimonies") -> str:
        """Start, and note the return code."""
        self.open(f"/en/{kind}/new/").press()
        found = CODE.search(self.page)
        assert found
        return found[0]

    def sees(self, words: str) -> bool:
        return words in " ".join(strip_tags(self.page).split())

    def step(self, step: str) -> str:
        """The address of another page of the same draft."""
        return re.sub(r"(/new/c-\w+/).*", rf"\g<1>{step}/", self.here)

    def _take(self, response: Any, address: str) -> Walker:
        chain = getattr(response, "redirect_chain", [])
        self.here = chain[-1][0] if chain else address
        self.status, self.page = response.status_code, response.content.decode("utf-8", "replace")
        return self


def hidden(page: str) -> dict[str, str]:
    """What the page of a question says of its own window."""
    return {
        name: found[1]
        for name in ("window", "seen", "turn")
        if (found := re.search(rf'name="{name}"\s+value="([^"]*)"', page))
    }


def typing(walker: Walker, address: str, window: dict[str, str], **typed: Any) -> Any:
    """The script of one window sends what stands in it, and notes what it has seen."""
    window["turn"] = str(int(window["turn"]) + 1)
    answer = walker.client.post(address, {**typed, **window, "autosave": "1"})
    if answer.status_code == 200:
        window["seen"] = answer.content.decode()
    return answer


def tell_everything(walker: Walker) -> str:
    """Every page of a testimony, up to the receipt. Returns the code."""
    code = walker.begin()
    walker.open(walker.step("teller"))
    for step in ("teller", "helper", "before-the-story", "story", "name"):
        walker.press(**PAGES.get(step, {}))
    _add(walker, "other-names")
    for step in ("birth", "before", "before-the-periods"):
        walker.press(**PAGES.get(step, {}))
    _add(walker, "periods")
    walker.press(open="no")
    for _skipped in details.PAGES[:-1]:  # what became of the person is asked about others
        walker.press()
    walker.press(**PAGES["after"])
    paper = SimpleUploadedFile("leaf.jpg", files.a_picture(), content_type="image/jpeg")
    walker.press(file=paper, kind="archive_certificate", caption="From the archive")
    for step in ("audience", "shown-as", "uses", "waiting", "contact"):
        walker.press(**PAGES[step])
    walker.press()
    walker.press(true="on")
    return code


def hand_in(walker: Walker) -> str:
    """Somebody comes back to a filled draft and hands it in. Returns the code."""
    begun = a_filled_draft()
    walker.open("/en/return/").press(code=begun.code)
    walker.press(walker.step("declaration"), true="on")
    return begun.code


def let_in(submission: Submission) -> Walker:
    """Somebody with the code of the case, in a browser of their own."""
    walker = Walker()
    code = drafts.renew_code(submission.case_id)
    walker.open("/en/return/").press(code=code)
    return walker


def _add(walker: Walker, step: str) -> None:
    assert walker.here.endswith(f"/{step}/"), walker.here
    page = TESTIMONY.page(step)
    assert isinstance(page, ManyPage)
    for typed in ENTRIES[step]:
        walker.press(add="1")
        for part in page.parts or (page.form,):
            asked = {name: said for name, said in typed.items() if name in part.controls()}
            walker.press(**asked)
    walker.press()
