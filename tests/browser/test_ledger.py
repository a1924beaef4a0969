"""A signer's browser recomputes their entry in the ledger, and notices when something is off."""

from __future__ import annotations

import json
from urllib.parse import urlparse

import pytest

from tests.browser.conftest import NARROW, WIDE, Opens
from tests.browser.tab import Tab
from tests.instance import Instance, eventually
from tests.journeys import signing
from tests.journeys.signing import Signer
from tests.visitor import Visitor

ILZE = Signer("Ilze Kalniņa-Ozola", "ilze.kalnina@example.org", "LV")
#: A worker would do it within the minute.
SIGN_IT_NOW = """
from petitions.ledger import actions as ledger
for petition in Petition.objects.all():
    ledger.checkpoint(petition.pk)
"""
CHECK = "Check it in this browser"
ADDRESS = "Check this answer, too: E-mail address"
SPOIL = "(form, [name, from, to]) => { form.dataset[name] = form.dataset[name].replace(from, to) }"


@pytest.fixture(scope="module")
def signature(instance: Instance) -> str:
    """The address of a page whose entry is proved."""
    signing.sign(instance, ILZE)
    address = urlparse(signing.confirm(instance, ILZE).url).path
    signing.settled_count(instance)
    assert instance.manage("shell", "-c", SIGN_IT_NOW).returncode == 0
    visitor = Visitor(instance.url)
    eventually(lambda: "data-ledger-proof" in visitor.open(address).response.text)
    return address


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_entry_is_checked_in_the_browser(signature: str, tab: Opens, width: int) -> None:
    here: Tab = tab(width=width)

    here.open(signature).page.get_by_label(ADDRESS).fill(" ilze.kalnina@Example.ORG ")
    here.press(CHECK, is_answered_here=True)

    assert said_in(here).startswith("It is all true.")


def test_the_address_is_shortened_in_all_that_the_browser_gets(signature: str, tab: Opens) -> None:
    here: Tab = tab()

    here.open(signature)

    source = here.page.content()
    assert "il…@example.org" in source
    assert "ilze.kalnina" not in source.casefold()
    told = here.page.locator("[data-ledger-proof]").get_attribute("data-told")
    assert json.loads(str(told)) == {"name": ILZE.name, "email": "?"}


def test_without_the_address_everything_else_is_checked(signature: str, tab: Opens) -> None:
    here: Tab = tab()

    here.open(signature).press(CHECK, is_answered_here=True)

    assert said_in(here).startswith("It is all true.")


def test_another_address_is_not_the_one_of_the_entry(signature: str, tab: Opens) -> None:
    here: Tab = tab()

    here.open(signature).page.get_by_label(ADDRESS).fill("ilse.kalnina@example.org")
    here.press(CHECK, is_answered_here=True)

    assert said_in(here).startswith("The entry was not made from these answers.")


def test_of_several_answers_that_are_asked_all_are_needed(signature: str, tab: Opens) -> None:
    """As on the page of somebody who also gave a date of birth."""
    here: Tab = tab()
    here.has_axe = False
    here.open(signature).page.get_by_label(ADDRESS).fill(ILZE.email)

    here.page.locator("[data-told='email']").evaluate(
        "each => { each.after(each.cloneNode()); each.nextSibling.value = '' }"
    )
    here.press(CHECK, is_answered_here=True)

    assert said_in(here) == "Please fill in all the answers, or none of them."


@pytest.mark.parametrize(
    ("what", "old", "new", "said"),
    [
        ("salt", "", "AAAA", "The entry was not made from these answers."),
        ("told", "Ilze", "Ilza", "The entry was not made from these answers."),
        ("leaf", '"LV"', '"EE"', "The proof does not lead from your entry to the ledger."),
        ("proof", "index ", "index 1", "The proof does not lead from your entry to the ledger."),
        ("ledger", "/checkpoint", "/nothing-here", "The ledger could not be reached."),
    ],
)
def test_what_does_not_fit_is_named(
    signature: str, tab: Opens, what: str, old: str, new: str, said: str
) -> None:
    here: Tab = tab()
    here.has_axe = False
    here.open(signature)

    here.page.locator("[data-ledger-proof]").evaluate(SPOIL, [what, old, new])
    here.page.get_by_label(ADDRESS).fill(ILZE.email)
    here.page.get_by_role("button", name=CHECK).click()

    assert said_in(here).startswith(said)


def test_a_signature_under_the_ledger_that_is_not_ours_is_noticed(
    signature: str, tab: Opens
) -> None:
    here: Tab = tab()
    here.has_axe = False
    here.open(signature)
    form = here.page.locator("[data-ledger-proof]")
    given = str(form.get_attribute("data-proof")).rstrip()

    other = f"{given[:-21]}{'A' * 20}=\n"
    form.evaluate("(form, proof) => { form.dataset.proof = proof }", other)
    here.press(CHECK, is_answered_here=True)

    assert said_in(here).startswith("The ledger is not signed with our key.")


def test_without_scripts_the_page_says_how_to_do_it_by_hand(signature: str, tab: Opens) -> None:
    here: Tab = tab(has_scripts=False)

    here.open(signature)

    assert here.page.get_by_role("button", name=CHECK).count() == 0
    here.page.get_by_text("Check it by hand").click()
    with here.page.expect_download() as downloading:
        here.page.get_by_role("link", name="Download the proof").click()
    assert downloading.value.suggested_filename.endswith(".zip")


def test_the_downloaded_proof_is_genuine_for_everybody(
    instance: Instance, signature: str, tab: Opens
) -> None:
    here: Tab = tab()
    given = here.open(signature).page.locator("[data-ledger-proof]").get_attribute("data-proof")

    here.open("/en/verify/").follow("Check a proof from the ledger").fill(proof=given)
    here.press("Check")

    assert "This proof is genuine." in here.words


def said_in(here: Tab) -> str:
    status = here.page.locator("[data-said]")
    words = eventually(lambda: (text := status.inner_text()) and "…" not in text and text)
    return str(words)
