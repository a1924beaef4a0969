"""The desk and an institution's desk in a real browser."""

from __future__ import annotations

import hashlib
from pathlib import Path

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance
from tests.journeys import cast, sending, signing
from tests.journeys.telling import tell_everything

CODE = "gov-ee"


def test_two_people_read_and_publish(instance: Instance, tab: Opens) -> None:
    """One at a desk, the other on a telephone."""
    told = tell_everything(instance)
    first: Tab = signs_in(instance, tab(width=WIDE), "moderator")
    first.open("/admin/testimonies/submission/?waits=all").follow(told.reference)
    assert cast.STORY in first.words
    first.press("Take up")
    first.page.locator("summary", has_text="Ask the submitter").click()
    first.press("Ask the submitter")
    assert "Something needs another look" in first.words
    first.press("Accept")
    second: Tab = signs_in(instance, tab(width=NARROW), "second")
    second.open(f"/admin/testimonies/submission/{told.reference}/")
    second.press("Accept as second reader").press("Publish what consent allows")

    second.follow("look at the page")
    assert cast.SHOWN_NAME in second.words
    assert cast.SURNAME not in second.words
    reader: Tab = tab(width=NARROW)
    reader.open("/en/archive/").follow(cast.SHOWN_NAME)
    assert cast.STORY in reader.words


def test_a_bundle_is_released_downloaded_and_acknowledged(
    instance: Instance, tab: Opens, tmp_path: Path
) -> None:
    signing.settled_count(instance)
    built = instance.manage("bundles", "build", signing.PETITION, CODE)
    assert built.returncode == 0, built.stderr
    officer: Tab = signs_in(instance, tab(), "release")
    officer.open("/admin/petitions/bundle/").follow(f"{CODE} 1")
    officer.follow(sending.LEAVING).press("Release to the institution")
    assert "Something needs another look" in officer.words
    officer.fill(**{"release-reason": "Checked by two of us"})
    officer.press("Release to the institution")
    assert "Released. It is on its way." in officer.words

    clerk: Tab = tab(width=NARROW).open(sending.desk_link(instance, CODE))
    _goes_through_the_door(instance, clerk)
    sealed = Path(built.stdout.splitlines()[-1]).read_bytes()
    taken = _downloads(clerk, tmp_path)
    assert sending.decrypted(instance, CODE, taken) == sealed
    assert hashlib.sha256(taken).hexdigest() in clerk.words
    clerk.follow("Confirm that you received it").press("We received it")
    assert "Something needs another look" in clerk.words
    clerk.fill(registry_number="EE-7/2026", clerk="Mare Registripidaja").press("We received it")
    instance.confide("Mare Registripidaja")
    assert "EE-7/2026" in clerk.words
    _the_institution_answers(clerk)
    assert "EE-7/2026" in officer.open("/admin/petitions/delivery/").follow(f"{CODE} 1").words


def test_an_administrator_changes_a_schedule(instance: Instance, tab: Opens) -> None:
    here: Tab = signs_in(instance, tab(), "admin")
    here.open("/admin/django_celery_beat/periodictask/").follow("Bundle for the European")

    here.fill(description="Not on public holidays").press("Save")

    assert "was changed successfully" in here.words
    assert here.open("/admin/testimonies/custodyevent/").words.count("schedule.changed") >= 1


def _goes_through_the_door(instance: Instance, clerk: Tab) -> None:
    code = sending.passcode(instance, CODE, lambda: clerk.press("Send the passcode"))
    clerk.fill(code="1234").press("Open the page")
    assert "A passcode has eight digits" in clerk.words
    clerk.fill(code=code).press("Open the page")


def _downloads(clerk: Tab, folder: Path) -> bytes:
    with clerk.page.expect_download() as downloading:
        clerk.page.get_by_role("link", name="Download the file").click()
    downloading.value.save_as(folder / "bundle.asice")
    return (folder / "bundle.asice").read_bytes()


def _the_institution_answers(clerk: Tab) -> None:
    clerk.follow("Ask a question").press("Ask")
    assert "Write what you would like to know" in clerk.words
    clerk.fill(text="Who is our contact?", clerk="Mare Registripidaja").press("Ask")
    assert "We have not answered yet" in clerk.words
    clerk.follow("Tell of an answer").press("Tell us")
    clerk.page.get_by_label("A hearing or a sitting about it").check()
    clerk.fill(on_0="2", on_1="11", on_2="2026", text="At ten.", clerk="Mare Registripidaja")
    clerk.press("Tell us")
    assert "At ten." in clerk.words
    clerk.follow("Tell how many").fill(verified="0", clerk="Mare Registripidaja")
    clerk.press("Tell this count")
    assert "Valid: 0." in clerk.words


def signs_in(instance: Instance, tab: Tab, who: str) -> Tab:
    tab.open("/admin/").fill(login=f"{who}@example.org", password=instance.password)
    return tab.press("Sign in")
