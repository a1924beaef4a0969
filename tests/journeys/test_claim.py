"""Claim: from the case of a testimony to a state that everybody who holds the code can see."""

from __future__ import annotations

import re

from tests.instance import Instance
from tests.journeys import cast, telling
from tests.journeys.pdf_text import words_of
from tests.journeys.telling import Witness
from tests.visitor import Page, Visitor

NOT_AWARDED = "Recorded does not mean awarded"
CLAIM_REFERENCE = re.compile(r"claim (\w{2}-\d{4}-\w{5})", re.IGNORECASE)


def test_a_claim_is_added_to_the_case_and_promises_nothing(
    instance: Instance, witness: Witness
) -> None:
    instance.confide(*cast.CLAIMED, cast.EARLIER)
    case = telling.come_back(Visitor(instance.url), witness.code)
    begun = case.follow("Add a claim")
    assert NOT_AWARDED in begun.text

    check = telling.answer(begun.press("Begin"), cast.CLAIM, each_says=NOT_AWARDED)
    declaration = check.press("Continue")
    receipt = declaration.press("Hand in", true="on")

    for page in (check, declaration, receipt):
        assert NOT_AWARDED in page.text, page.url
    for said in (*cast.CLAIMED, cast.EARLIER, "12,500.50", cast.CAPTION):
        assert said in check.text
    assert "We have received your claim" in receipt.text
    assert NOT_AWARDED.replace(" ", "") in words_of(receipt.follow("PDF").response.content)
    assert NOT_AWARDED in instance.mail_to(witness.email, containing="your claim")
    _is_seen_in_the_case(instance, witness)


def test_a_claim_with_mistakes_says_what_and_keeps_what_was_typed(instance: Instance) -> None:
    page = telling.begin(instance, Visitor(instance.url), door="Make a claim")
    assert NOT_AWARDED in page.text
    heads = page.visitor.open(re.sub(r"/[\w-]+/$", "/heads/", page.url))

    empty = heads.press("Continue")
    before = heads.press("Continue", heads=["lost_earnings"])
    named = before.press("Continue")
    wrong = named.press("Continue", description="The mill", amount="a great deal")

    assert "Choose" in empty.errors
    assert "/head-lost-earnings/" in named.url
    assert wrong.errors
    assert wrong.tree.xpath("//textarea[@name='description']")[0].text.strip() == "The mill"
    assert wrong.tree.xpath("//input[@name='amount']/@value") == ["a great deal"]
    for page in (empty, before, named, wrong):
        assert NOT_AWARDED in page.text


def _is_seen_in_the_case(instance: Instance, witness: Witness) -> None:
    """Its state, and that the testimony beside it is untouched."""
    case: Page = telling.come_back(Visitor(instance.url), witness.code)

    assert case.text.count(NOT_AWARDED) >= 1
    assert witness.reference in case.text
    assert "Claim" in case.text
    reference = CLAIM_REFERENCE.search(case.text)
    assert reference
    claim = case.follow(reference[1])
    assert "received" in claim.text
    assert NOT_AWARDED in claim.text
