"""What a witness does: page after page, with the buttons that are there."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.instance import Instance
from tests.journeys import cast
from tests.journeys.cast import CHOOSE_ALL, Answers, Told
from tests.testimonies.evidence import files
from tests.visitor import Page, Visitor

CODE = re.compile(r"\b\d{4} \d{4} \d{4} \d{4}\b")
REFERENCE = re.compile(r"\b[A-Z]{2}-\d{4}-[0-9A-Z]{5}\b")
PICTURE = ("family.jpg", files.a_picture(), "image/jpeg")
LISTS = {"other-names", "periods", "awards"}


@dataclass(frozen=True)
class Witness:
    """Somebody who has handed in a testimony."""

    code: str
    reference: str
    email: str


def tell_everything(instance: Instance) -> Witness:
    page = begin(instance, Visitor(instance.url))
    page = answer(page, cast.BEFORE_THE_PAUSE)
    page = add_paper(answer(page, cast.AFTER_THE_PAUSE), cast.CAPTION)
    declaration = answer(page, cast.CONSENT_AND_CONTACT).press("Continue")
    receipt = declaration.press("Hand in", true="on")
    return Witness(code_on(receipt), REFERENCE.findall(receipt.text)[0], cast.EMAIL)


def begin(instance: Instance, visitor: Visitor, *, door: str = "Give a testimony") -> Page:
    """From the home page to the first question."""
    instance.confide(*cast.IN_CONFIDENCE)
    page = visitor.open("/").follow(door).press("Begin")
    code = code_on(page)
    instance.confide(code, code.replace(" ", ""), code.replace(" ", "-"))
    return page.follow("Continue")


def code_on(page: Page) -> str:
    found = CODE.search(page.text)
    assert found, page.text
    return found[0]


def answer(page: Page, told: Told, *, each_says: str = "") -> Page:
    """Each page is the one that comes by itself after the one before."""
    for step, answers in told:
        assert f"/{step}/" in page.url, f"{page.url} is not {step}"
        assert each_says in page.text, f"{step} does not say it"
        if step in LISTS:
            page = _add_entry(page, answers)
        page = page.press("Continue", **({} if step in LISTS else _chosen(page, answers)))
        assert not page.errors, f"{step}: {page.errors}"
    return page


def _chosen(page: Page, answers: Answers) -> Answers:
    boxes = {
        name: page.tree.xpath("//input[@type='checkbox'][@name=$name]/@value", name=name)
        for name, said in answers.items()
        if said == CHOOSE_ALL
    }
    assert all(boxes.values()), f"nothing to choose from on {page.url}"
    return answers | boxes


def _add_entry(page: Page, answers: Answers) -> Page:
    """An entry may take several pages; each gets those answers that it asks for."""
    listed = page.url
    page = page.press("Add a")
    while page.url != listed:
        asked = {name: said for name, said in answers.items() if name in page.fields}
        page = page.press("Continue", **asked)
        assert not page.errors, f"{page.url}: {page.errors}"
    return page


def add_paper(page: Page, caption: str) -> Page:
    """The paper stays on the page, named; one more press goes on."""
    kept = page.press(
        "Add this file", files={"file": PICTURE}, kind="archive_certificate", caption=caption
    )
    assert caption in kept.text, kept.text
    return kept.press("Continue")


def come_back(visitor: Visitor, code: str) -> Page:
    return visitor.open("/en/").follow("Come back with your code").press("Continue", code=code)


def print_a_letter(instance: Instance, witness: Witness) -> Page:
    """Come back with the code, find an archive, and take the letter to it as a file."""
    page = Visitor(instance.url).open("/en/return/").press("Continue", code=witness.code)
    page = page.follow("What is still missing as proof").follow("Law on the legal status")
    return page.follow("Lithuanian Special Archives").press("Letter as text, to change it")
