"""What a witness does in a browser: page after page, with the buttons that are there."""

from __future__ import annotations

from typing import TypeVar

from tests.browser.other_tab import OtherTab
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.cast import CHOOSE_ALL, Answers, Told
from tests.journeys.telling import CODE, LISTS, PICTURE

T = TypeVar("T", Tab, OtherTab)


def begin(instance: Instance, tab: T, *, door: str = "Give a testimony") -> str:
    """From the home page to the first question. Returns the return code."""
    instance.confide(*cast.IN_CONFIDENCE, *cast.CLAIMED, cast.EARLIER)
    tab.open("/").follow(door).press("Begin")
    code = CODE.search(tab.words)
    assert code, tab.words
    instance.confide(code[0], code[0].replace(" ", ""))
    tab.follow("Continue")
    return code[0]


def answer(tab: T, told: Told, *, each_says: str = "") -> T:
    for step, answers in told:
        assert f"/{step}/" in tab.path, f"{tab.path} is not {step}"
        assert each_says in tab.words, f"{step} does not say it"
        if step in LISTS:
            _add_entry(tab, answers)
        else:
            tab.fill(**_chosen(tab, answers))
        tab.press("Continue")
    return tab


def add_paper(tab: T, caption: str) -> T:
    name, content, kind = PICTURE
    assert isinstance(content, bytes)
    tab.give_file(name, content, kind)
    tab.fill(kind="archive_certificate", caption=caption)
    tab.press_and_wait_for("Add this file", caption)  # a script sends it in pieces
    return tab.press("Continue")


def _add_entry(tab: T, answers: Answers) -> None:
    listed = tab.path
    tab.press("Add a")
    while tab.path != listed:
        asked = {name: said for name, said in answers.items() if tab.asks(name)}
        tab.fill(**asked).press("Continue")


def _chosen(tab: T, answers: Answers) -> Answers:
    return answers | {
        name: tab.boxes(name) for name, said in answers.items() if said == CHOOSE_ALL
    }
