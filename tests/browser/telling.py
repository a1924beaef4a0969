"""What a witness does in a browser: page after page, with the buttons that are there."""

from __future__ import annotations

from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.cast import CHOOSE_ALL, Answers, Told
from tests.journeys.telling import CODE, LISTS, PICTURE


def begin(instance: Instance, tab: Tab, *, door: str = "Give a testimony") -> str:
    """From the home page to the first question. Returns the return code."""
    instance.confide(*cast.IN_CONFIDENCE, *cast.CLAIMED, cast.EARLIER)
    tab.open("/").follow(door).press("Begin")
    code = CODE.search(tab.words)
    assert code, tab.words
    instance.confide(code[0], code[0].replace(" ", ""))
    tab.follow("Continue")
    return code[0]


def answer(tab: Tab, told: Told, *, each_says: str = "") -> Tab:
    for step, answers in told:
        assert f"/{step}/" in tab.path, f"{tab.path} is not {step}"
        assert each_says in tab.words, f"{step} does not say it"
        if step in LISTS:
            _add_entry(tab, answers)
        else:
            tab.fill(**_chosen(tab, answers))
        tab.press("Continue")
    return tab


def add_paper(tab: Tab, caption: str) -> Tab:
    name, content, kind = PICTURE
    assert isinstance(content, bytes)
    tab.page.locator("input[type='file']").set_input_files(
        {"name": name, "mimeType": kind, "buffer": content}
    )
    tab.fill(kind="archive_certificate", caption=caption).press("Add this file")
    tab.page.locator(".tasks", has_text=caption).wait_for()  # a script sends it in pieces
    tab.look()
    return tab.press("Continue")


def _add_entry(tab: Tab, answers: Answers) -> None:
    listed = tab.path
    tab.press("Add a")
    while tab.path != listed:
        asked = {name: said for name, said in answers.items() if _asks(tab, name)}
        tab.fill(**asked).press("Continue")


def _asks(tab: Tab, name: str) -> bool:
    return tab.page.locator(f"main [name='{name}']").count() > 0


def _chosen(tab: Tab, answers: Answers) -> Answers:
    boxes = {
        name: tab.page.locator(f"main input[name='{name}']").evaluate_all(
            "boxes => boxes.map(box => box.value)"
        )
        for name, said in answers.items()
        if said == CHOOSE_ALL
    }
    return answers | boxes
