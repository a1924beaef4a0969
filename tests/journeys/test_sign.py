"""Sign: from the home page over the letter to the count, the receipt, and back."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from tests.instance import Instance, eventually
from tests.journeys import signing
from tests.journeys.signing import TO_ALL, Signer
from tests.visitor import Page, Visitor

ROZE = Signer("Rožė Vilkaitienė-Šermukšnė", "roze.vilkaitiene@example.org")
GUNTIS = Signer("Guntis Vilnis Dzērvīte", "guntis.dzervite@example.org", "LV")
HELJU = Signer("Helju Sõstramäe", "helju.sostramae@example.org", "EE")
LATE = Signer("Bronisława Późniak", "bronislawa.pozniak@example.org", "PL")
A_MONTH_PASSES = """
from datetime import timedelta
from django.utils.timezone import now
from petitions.models import Signature
print(Signature.objects.filter(state="pending").update(signed_at=now() - timedelta(days=31)))
"""


def test_a_signature_is_confirmed_counted_proved_and_withdrawn(instance: Instance) -> None:
    before = signing.settled_count(instance)
    instance.confide(ROZE.name, ROZE.email)
    visitor = Visitor(instance.url)

    form = visitor.open("/").follow("Read it first").follow("Sign the petition")
    threading.Event().wait(signing.NOBODY_IS_QUICKER)
    sent = form.press(TO_ALL, **ROZE.answers)
    assert "look into your mail" in sent.text
    assert not visitor.session.cookies

    asked = Visitor(instance.url).open(signing.link_for(instance, ROZE))
    assert signing.count(instance) == before  # whoever only opens the link confirms nothing
    pressed_at = time.monotonic()
    receipt = asked.press("Yes, I sign")
    signing.shows(instance, before + 1, since=pressed_at)
    assert "Your signature is confirmed" in receipt.text
    _is_proved(receipt)

    kept = signing.address_in(
        instance.mail_to(ROZE.email, containing="is confirmed"), "/en/signatures/"
    )
    pressed_at = time.monotonic()
    withdrawn = (
        Visitor(instance.url)
        .open(kept)
        .follow("Withdraw my signature")
        .press("Withdraw my signature")
    )
    assert "Your signature is withdrawn" in withdrawn.text
    signing.shows(instance, before, since=pressed_at)
    assert instance.mail_to(ROZE.email, containing="is withdrawn")


def test_however_often_a_button_is_pressed_it_is_one_signature(instance: Instance) -> None:
    before = signing.settled_count(instance)
    instance.confide(GUNTIS.name, GUNTIS.email)

    tabs = signing.open_forms(instance, 2)
    sent = [page for tab in tabs for page in _twice(tab, TO_ALL, **GUNTIS.answers)]
    link = signing.link_for(instance, GUNTIS)
    asked = [Visitor(instance.url).open(link) for _tab in range(2)]
    receipts = [page for tab in asked for page in _twice(tab, "Yes, I sign")]
    late = asked[0].press("Yes, I sign")

    assert {page.status for page in sent} == {200}
    assert {page.url for page in [*receipts, late]} == {receipts[0].url}
    assert "Your signature is confirmed" in receipts[0].text
    eventually(lambda: signing.count(instance) == before + 1)
    assert signing.settled_count(instance) == before + 1
    letters = [mail["Subject"] for mail in instance.mails_to(GUNTIS.email)]
    assert sorted(letters) == ["Please confirm your signature", "Your signature is confirmed"]
    again = Visitor(instance.url).open(link)
    assert "This link has done its work" in again.text


def test_a_form_with_mistakes_says_what_and_keeps_what_was_typed(instance: Instance) -> None:
    form = signing.open_form(instance)

    back = form.press(TO_ALL, **HELJU.answers | {"email": "helju at example", "country": ""})

    assert back.status == 422
    assert back.tree.xpath("string(//title)").strip().startswith("Error:")
    assert "check the e-mail address" in back.errors
    assert "choose the country" in back.errors
    assert back.tree.xpath("//input[@name='name']/@value") == [HELJU.name]
    assert back.tree.xpath("//input[@name='email']/@value") == ["helju at example"]
    assert instance.mails_to(HELJU.email) == []


def test_a_form_that_comes_from_elsewhere_signs_nothing(instance: Instance) -> None:
    form = signing.open_form(instance)
    form.visitor.site = "https://elsewhere.example"

    back = form.press(TO_ALL, **HELJU.answers)

    assert back.status == 403
    assert "came from another page" in back.errors
    assert back.tree.xpath("//input[@name='name']/@value") == [HELJU.name]


def test_links_that_lead_nowhere_all_show_the_same_page(instance: Instance) -> None:
    signing.sign(instance, LATE)
    expired = signing.link_for(instance, LATE)
    assert "Yes, I sign" in Visitor(instance.url).open(expired).text
    aged = instance.manage("shell", "-v", "0", "-c", A_MONTH_PASSES)
    assert aged.returncode == 0, aged.stderr
    never = f"{instance.url}/en/signatures/confirm/{'A' * 43}/"
    elsewhere = f"{instance.url}/en/signatures/S-0000-0000-0000-0000/"

    pages = [Visitor(instance.url).open(link) for link in (expired, never, elsewhere)]
    forced = [page.visitor.post(page.url, [], referer=page.url) for page in pages[:2]]

    assert {page.status for page in [*pages, *forced]} == {404}
    assert len({page.text for page in [*pages, *forced]}) == 1
    assert "We cannot find this signature" in pages[0].text


def _twice(page: Page, button: str, **answers: Any) -> list[Page]:
    """A double click."""
    with ThreadPoolExecutor(2) as pool:
        pressed = [pool.submit(page.press, button, **answers) for _finger in range(2)]
        return [each.result() for each in pressed]


def _is_proved(receipt: Page) -> None:
    """With what the page shows and nothing of ours."""
    told, word, signature, key = (
        " ".join(each.text_content().split())
        for each in receipt.tree.xpath("//details//p[contains(@class, 'digest')]")
    )
    Ed25519PublicKey.from_public_bytes(base64.b64decode(key)).verify(
        base64.b64decode(signature), word.encode()
    )
    promised = json.loads(word)
    assert promised["digest"] == hashlib.sha256(told.encode()).hexdigest()
    assert promised["reference"] in receipt.text
    assert json.loads(told)["petition"] == signing.PETITION
    assert re.fullmatch(r"[0-9a-f]{64}", json.loads(told)["text_digest"])
