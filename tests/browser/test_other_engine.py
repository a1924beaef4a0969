"""Another engine than that of the other tests: Firefox, on the keyboard alone, and enlarged as by
somebody who sees little, with the scripts of the pages and without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest

from tests.browser import marionette, telling
from tests.browser.conftest import NARROW, WIDE
from tests.browser.marionette import Firefox
from tests.browser.other_tab import OtherTab
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.telling import code_on, tell_everything
from tests.visitor import Visitor

#: Of what somebody opens who has handed in, under the address of the case.
OF_A_CASE = ("", "messages/", "contact/", "everything/", "hand-over/", "proof/", "withdraw/")
#: One page of each kind, under the address of a draft.
OF_A_TESTIMONY = (
    "teller/", "story/", "before-the-story/", "birth/?again=1", "periods/", "papers/", "uses/",
    "check/", "code/", "paused/",
)  # fmt: skip
OF_A_CLAIM = ("tasks/", "standing/", "heads/?again=1", "receivers/", "check/?again=1")
DOORS = {"testimonies": OF_A_TESTIMONY, "claims": OF_A_CLAIM}


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with marionette.running(tmp_path_factory.mktemp("firefox") / "profile") as browser:
        browser.resize(WIDE, 900)
        yield browser


def test_a_testimony_is_handed_in_on_the_keyboard_at_400_percent(
    instance: Instance, firefox: Firefox, tmp_path: Path
) -> None:
    here = _somebody(instance, firefox, tmp_path)
    firefox.enlarge(page=WIDE / NARROW)
    here.width = NARROW
    telling.begin(instance, here)
    here.press("Continue")
    assert "Something needs another look" in here.words

    telling.answer(here, cast.BEFORE_THE_PAUSE)
    telling.answer(here, cast.AFTER_THE_PAUSE)
    telling.add_paper(here, cast.CAPTION)
    telling.answer(here, cast.CONSENT_AND_CONTACT)
    assert cast.STORY in here.words
    here.press("Continue").fill(true="on").press("Hand in")

    assert "We have received your testimony" in here.words


def test_pages_are_read_at_400_percent_and_without_scripts_with_text_twice_as_large(
    instance: Instance, firefox: Firefox, tmp_path: Path
) -> None:
    here = _somebody(instance, firefox, tmp_path)
    case = _come_in(here, tell_everything(instance).code)
    places = [f"{case}{inside}" for inside in OF_A_CASE]
    for door, steps in DOORS.items():
        begun = Visitor(instance.url).open(f"/en/{door}/new/").press("Begin")
        _come_in(here, code_on(begun))
        draft = urlparse(begun.url).path.removesuffix("code/")
        places += [f"{draft}{step}" for step in steps]

    for page, text, width in ((WIDE / NARROW, 1, NARROW), (1, 2, WIDE)):
        firefox.enlarge(page=page, text=text)
        firefox.let_scripts_run(text == 1)
        here.width = width
        for place in places:
            here.open(place)

    assert here.path.endswith("/check/")


def _come_in(here: OtherTab, code: str) -> str:
    here.open("/en/return/").fill(code=code).press("Continue")
    return here.path


def _somebody(instance: Instance, firefox: Firefox, folder: Path) -> OtherTab:
    firefox.enlarge()
    firefox.let_scripts_run(True)
    here = OtherTab(firefox, instance.url, folder)
    here.open("/en/help/")
    firefox.forget_cookies()
    return here
