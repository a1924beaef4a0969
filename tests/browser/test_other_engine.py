"""Another engine than that of the other tests: Firefox, on the keyboard alone, and enlarged as by
somebody who sees little, with the scripts of the pages and without them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import marionette, telling
from tests.browser.conftest import NARROW, WIDE
from tests.browser.marionette import Firefox
from tests.browser.other_tab import OtherTab
from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.telling import tell_everything

#: Of what somebody opens who has handed in, under the address of the case.
OF_A_CASE = ("", "messages/", "contact/", "everything/", "hand-over/", "proof/", "withdraw/")


@pytest.fixture(scope="module")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    with marionette.running(tmp_path_factory.mktemp("firefox") / "profile") as browser:
        browser.resize(WIDE, 900)
        yield browser


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_testimony_is_handed_in_on_the_keyboard_at_400_percent(
    instance: Instance, firefox: Firefox, tmp_path: Path, has_scripts: bool
) -> None:
    here = _somebody(instance, firefox, tmp_path, has_scripts=has_scripts)
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


def test_a_case_is_read_at_400_percent_and_with_text_alone_twice_as_large(
    instance: Instance, firefox: Firefox, tmp_path: Path
) -> None:
    witness = tell_everything(instance)
    here = _somebody(instance, firefox, tmp_path)
    here.open("/en/return/").fill(code=witness.code).press("Continue")
    case = here.path

    for page, text, width in ((WIDE / NARROW, 1, NARROW), (1, 2, WIDE)):
        firefox.enlarge(page=page, text=text)
        here.width = width
        for inside in OF_A_CASE:
            here.open(f"{case}{inside}")

    assert here.path.endswith("/withdraw/")


def _somebody(
    instance: Instance, firefox: Firefox, folder: Path, *, has_scripts: bool = True
) -> OtherTab:
    firefox.enlarge()
    firefox.let_scripts_run(has_scripts)
    here = OtherTab(firefox, instance.url, folder, has_axe=has_scripts)
    here.open("/en/help/")
    firefox.forget_cookies()
    return here
