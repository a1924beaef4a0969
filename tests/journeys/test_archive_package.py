"""Hand to an archive: from the form at the desk to a file that the archive's validator takes."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
from pathlib import Path

import pytest

from tests.instance import Instance, eventually
from tests.journeys import cast, desk, signing, telling
from tests.journeys.pdf_text import words_of
from tests.petitions.packages import validators
from tests.visitor import Page, Visitor

NEW = "/admin/petitions/archivepackage/new/"
ARCHIVE = "Lietuvos centrinis valstybės archyvas"
FOR_RESEARCH: cast.Told = [
    (step, {"uses": ["research"], "scope": "none"} if step == "uses" else answers)
    for step, answers in cast.CONSENT_AND_CONTACT
]


@pytest.fixture(scope="module")
def officer(instance: Instance) -> Visitor:
    return desk.sign_in(instance, "release")


def test_a_petition_leaves_as_e_ark_package(
    instance: Instance, officer: Visitor, tmp_path: Path
) -> None:
    preview = officer.open(NEW).press(
        "Show what would be in it", thing="petition", name=signing.PETITION, archive=ARCHIVE
    )
    assert "Everybody who signed" in preview.text
    refused = preview.press("Make the package")
    assert "Write why, in a few words." in refused.text
    asked = refused.press("Make the package", reason="Agreed in May")

    path = _taken(asked, tmp_path)

    validators.must_be_valid(validators.eark(path, tmp_path))
    assert b"@example.org" not in path.read_bytes()


def test_a_testimony_leaves_as_far_as_it_may_and_in_the_form_that_was_chosen(
    instance: Instance, officer: Visitor, tmp_path: Path
) -> None:
    reference = _accepted(instance)

    preview = officer.open(NEW).press(
        "Show what would be in it", thing="case", name=reference, archive=ARCHIVE, format="bagit"
    )
    assert cast.SHOWN_NAME in preview.text
    asked = preview.press("Make the package", reason="Agreed in May")

    path = _taken(asked, tmp_path)
    assert validators.bag(path, tmp_path)["problem"] == ""
    with zipfile.ZipFile(path) as zipped:
        files = {name.partition("/")[2]: zipped.read(name) for name in zipped.namelist()}
    assert cast.STORY in json.loads(files["data/record/record.json"])["text"]
    paper = words_of(files["data/record/record.en.pdf"])
    everything = b"".join(files.values()).decode("utf-8", "replace")
    for said in (*cast.IN_CONFIDENCE, reference):
        assert said not in everything, said
        assert "".join(said.split()) not in paper, said


def _accepted(instance: Instance) -> str:
    """Told for research, and accepted by two people; the reference of the submission."""
    page = telling.begin(instance, Visitor(instance.url))
    page = telling.answer(page, cast.BEFORE_THE_PAUSE)
    page = telling.add_paper(telling.answer(page, cast.AFTER_THE_PAUSE), cast.CAPTION)
    receipt = telling.answer(page, FOR_RESEARCH).press("Continue").press("Hand in", true="on")
    reference = telling.REFERENCE.findall(receipt.text)[0]
    moderator, second = (desk.sign_in(instance, who) for who in ("moderator", "second"))
    desk.open_submission(moderator, reference).press("Take up").press("Accept")
    desk.open_submission(second, reference).press("Accept as second reader")
    return str(reference)


def _taken(asked: Page, folder: Path) -> Path:
    """Once a worker has written it."""

    def ready() -> Page | None:
        page = asked.visitor.open(asked.url)
        return page if "Take the file" in page.text else None

    page = eventually(ready, seconds=60)
    assert page is not None
    taken = page.follow("Take the file")
    (digest,) = re.findall(r"SHA-256 ([0-9a-f]{64})", page.text)
    assert hashlib.sha256(taken.response.content).hexdigest() == digest
    path = folder / "package.zip"
    path.write_bytes(taken.response.content)
    return path
