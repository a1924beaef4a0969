"""A clerk with Firefox, on the keyboard and at 400 percent: from the letter to the answer."""

from __future__ import annotations

import hashlib
from pathlib import Path
from urllib.parse import urlparse

from tests.browser import marionette
from tests.browser.conftest import NARROW, WIDE
from tests.browser.other_tab import OtherTab
from tests.builders_answers import PDF
from tests.instance import Instance
from tests.journeys import desk, sending, signing

#: In the heading: in two on two lines, though there is room.
BROKEN_WORDS = """
const text = document.querySelector("h1").firstChild, word = document.createRange();
return Array.from(text.data.matchAll(/\\S+/g)).filter(found => {
  word.setStart(text, found.index);
  word.setEnd(text, found.index + found[0].length);
  return word.getClientRects().length > 1;
}).map(found => found[0]);
"""
CODE, CLERK = "gov-lv", "Baiba Reģistratore-Kalniņa"


def test_a_clerk_goes_the_whole_way(instance: Instance, tmp_path: Path) -> None:
    sealed = _is_released(instance)
    with marionette.running(tmp_path / "profile") as firefox:
        firefox.resize(WIDE, 900)
        firefox.enlarge(page=WIDE / NARROW)
        here = OtherTab(firefox, instance.url, tmp_path, width=NARROW)
        _comes_in(instance, here)

        taken = here.download("Download the file")
        content = taken.read_bytes()
        assert taken.name == f"{Path(sealed).name}.age"
        assert hashlib.sha256(content).hexdigest() in here.words
        assert sending.decrypted(instance, CODE, content) == Path(sealed).read_bytes()

        _confirms(instance, here)
        _asks_and_answers(here)

        firefox.enlarge()
        here.width = WIDE
        here.follow("Tell how many")
        assert firefox.run(BROKEN_WORDS) == []


def _is_released(instance: Instance) -> str:
    """Where it lies with us."""
    signing.settled_count(instance)
    built = instance.manage("bundles", "build", signing.PETITION, CODE)
    assert built.returncode == 0, built.stderr
    officer = desk.sign_in(instance, "release")
    listed = officer.open("/admin/petitions/bundle/")
    sending.release(listed.follow(f"{CODE} 1"), "Checked by two of us")
    return built.stdout.splitlines()[-1]


def _comes_in(instance: Instance, here: OtherTab) -> None:
    here.open(urlparse(sending.desk_link(instance, CODE)).path)
    assert "A bundle waits for" in here.words
    code = sending.passcode(instance, CODE, lambda: here.press("Send the passcode"))
    here.fill(code="1234").press("Open the page")
    assert "A passcode has eight digits" in here.words
    here.fill(code=code).press("Open the page")


def _confirms(instance: Instance, here: OtherTab) -> None:
    instance.confide(CLERK)
    here.follow("Confirm that you received it").press("We received it")
    assert "Something needs another look" in here.words
    here.fill(registry_number="LV-12/2026", verified_count="3", clerk=CLERK)
    here.press("We received it")
    assert "LV-12/2026" in here.words
    assert "Valid: 3." in here.words
    assert "The file is closed now." in here.words


def _asks_and_answers(here: OtherTab) -> None:
    here.follow("Ask a question").fill(text="Who is our contact?", clerk=CLERK).press("Ask")
    assert "We have not answered yet" in here.words
    here.follow("Tell of an answer").fill(
        kind="answer", on_0="2", on_1="11", on_2="2026", text="It is on the agenda.", clerk=CLERK
    )
    here.press("Tell us").follow("Add the file").press("Send the file")
    assert "Something needs another look" in here.words
    here.give_file("answer.pdf", PDF, "application/pdf")
    here.press("Send the file")
    assert "The file has arrived." in here.words
    assert "File: answer.pdf" in here.words
    here.follow("Tell how many").fill(verified="2", invalid="1", why="No day", clerk=CLERK)
    here.press("Tell this count")
    assert "Valid: 2. Invalid: 1." in here.words
