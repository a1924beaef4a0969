"""Testify: questions, a pause, another browser, a file, a receipt, and the way back to it."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.instance import Instance
from tests.journeys import cast, desk, telling
from tests.journeys.pdf_text import words_of
from tests.journeys.telling import REFERENCE, Witness
from tests.testimonies.evidence import files
from tests.visitor import Page, Visitor

PROGRAM = ("family.jpg", files.PROGRAM, "image/jpeg")


def test_a_testimony_is_begun_continued_elsewhere_and_handed_in_once(instance: Instance) -> None:
    at_home, in_the_library = Visitor(instance.url), Visitor(instance.url)

    begun = telling.answer(telling.begin(instance, at_home), cast.BEFORE_THE_PAUSE)
    code = telling.code_on(begun.press("Pause"))
    assert at_home.open(begun.url).status == 200

    page = telling.come_back(in_the_library, code.replace(" ", "-"))
    assert page.url == begun.url
    page = telling.answer(page, cast.AFTER_THE_PAUSE)
    page = telling.add_paper(page, cast.CAPTION)
    check = telling.answer(page, cast.CONSENT_AND_CONTACT)
    assert cast.STORY in check.text
    assert cast.SURNAME in check.text
    declaration = check.press("Continue")
    receipts = _twice(partial(declaration.press, "Hand in", true="on"))

    assert {page.status for page in receipts} == {200}
    references = {found for page in receipts for found in REFERENCE.findall(page.text)}
    assert len(references) == 1
    later = declaration.press("Hand in", true="on")
    assert "handed in already" in later.text
    receipt = telling.come_back(Visitor(instance.url), code).follow(references.pop())
    _is_genuine(receipt)
    assert instance.mail_to(cast.EMAIL, containing="received")


def test_a_mistake_is_told_and_everything_typed_stands_there(instance: Instance) -> None:
    page = telling.answer(telling.begin(instance, Visitor(instance.url)), cast.UP_TO_BIRTH)

    back = page.press("Continue", **cast.date("birth", "31", "2", "1936"), birth_place="Šėta")

    assert back.tree.xpath("string(//title)").strip().startswith("Error:")
    assert "There is no such day" in back.errors
    assert back.tree.xpath("//input[@name='birth_place']/@value") == ["Šėta"]
    assert back.tree.xpath("//input[@name='birth_2']/@value") == ["1936"]


def test_a_file_that_is_not_what_it_says_is_refused_and_the_rest_kept(instance: Instance) -> None:
    page = telling.begin(instance, Visitor(instance.url))
    papers = page.visitor.open(re.sub(r"/[\w-]+/$", "/papers/", page.url))

    back = papers.press("Add this file", files={"file": PROGRAM}, caption="Grandmother, 1939")

    assert "not a picture, a PDF or a recording" in back.errors
    assert "Grandmother, 1939" in back.tree.xpath("//textarea[@name='caption']")[0].text
    assert "What you have added" not in back.text


def test_codes_that_open_nothing_get_the_same_words(instance: Instance) -> None:
    never = telling.come_back(Visitor(instance.url), "4929 5821 3345 6175")
    mistyped = telling.come_back(Visitor(instance.url), "1234 5678 9012 3456")

    assert {never.status, mistyped.status} == {200}
    assert "We know no case with this code" in never.errors + mistyped.errors
    stranger = Visitor(instance.url).open("/en/testimonies/new/c-0123456789abcdef/story/")
    assert "Come back with your code" in stranger.text


def test_whoever_lost_the_session_loses_no_word(instance: Instance) -> None:
    page = telling.begin(instance, Visitor(instance.url))
    code = telling.code_on(page.press("Pause"))
    story = page.visitor.open(re.sub(r"/[\w-]+/$", "/story/", page.url))
    words = "A page that took an evening to write. " * 20

    page.visitor.session.cookies.clear()
    locked = story.press("Continue", story=words)
    assert locked.status == 403
    kept = locked.press("", return_code=code)

    assert "What is your name?" in kept.text
    again = kept.visitor.open(story.url)
    assert words.strip() in again.tree.xpath("//textarea[@name='story']")[0].text


def test_the_desk_asks_and_the_witness_answers(instance: Instance, witness: Witness) -> None:
    moderator = desk.sign_in(instance, "moderator")
    screen = desk.open_submission(moderator, witness.reference)
    asked = desk.ask(screen, cast.ASKED)
    assert "waiting for the submitter" in asked.response.text

    letter = instance.mail_to(witness.email, containing="/return/")
    assert cast.ASKED not in letter
    case = telling.come_back(Visitor(instance.url), witness.code)
    assert "1 new" in case.text
    messages = case.follow("Messages")
    assert cast.ASKED in messages.text
    sent = messages.press("Send", body=cast.ANSWERED)

    assert cast.ANSWERED in sent.text
    assert cast.ANSWERED in moderator.open(screen.url).response.text


def _twice(press: partial[Page]) -> list[Page]:
    """A double click."""
    with ThreadPoolExecutor(2) as pool:
        return [done.result() for done in [pool.submit(press) for _finger in range(2)]]


def _is_genuine(receipt: Page) -> None:
    """By the page that anybody opens, and by what stands on paper and the published key."""
    reference = REFERENCE.findall(receipt.text)[0]
    verify = Visitor(receipt.visitor.site).open(
        receipt.tree.xpath("//a[contains(., 'Check this receipt')]/@href")[0]
    )
    assert "This receipt is genuine" in verify.text
    assert "Eugenija" not in verify.text
    forged = verify.visitor.open(re.sub(r"digest=.{6}", "digest=ffffff", verify.url))
    assert "We did not issue this receipt" in forged.text

    key = verify.tree.xpath("string(//details//p[contains(@class, 'digest')])").strip()
    words, signature = receipt.tree.xpath("//details//p[contains(@class, 'digest')]/text()")
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(key)).verify(
        bytes.fromhex(signature), words.encode()
    )
    assert reference in words
    document = receipt.follow("Receipt as PDF").response
    assert document.headers["Content-Type"] == "application/pdf"
    for on_paper in (reference, words, signature):
        assert on_paper in words_of(document.content)
    assert "Eugenija" not in words_of(document.content)
