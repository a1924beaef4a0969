"""The signer's page in every state: plain words, and nothing about what is put aside."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now
from lxml import html

from accounts.roles import Role
from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, Delivery, Signature
from petitions.signing import actions as signing
from tests import builders_bundles
from tests import builders_signing as builders
from tests.builders_review import staff

pytestmark = pytest.mark.django_db


def words(client: Client, signature: Signature) -> str:
    page = _tree(client, signature)
    return " ".join(page.xpath("//main")[0].text_content().split())


def where(client: Client, signature: Signature, institution: str) -> str:
    page = _tree(client, signature)
    (found,) = (
        each.getnext()
        for each in page.xpath("//dt")
        if " ".join(each.text_content().split()) == institution
    )
    return " ".join(found.text_content().split())


LITHUANIA = "Government of the Republic of Lithuania"
SEIMAS = "Seimas of the Republic of Lithuania"


def test_what_waits_says_what_to_do(client: Client) -> None:
    signature = builders.a_signature()

    page = words(client, signature)

    assert "Your signature waits to be confirmed" in page
    assert "It does not count yet" in page
    assert "Change how I am shown" not in page
    assert "Proof for experts" not in page


def test_what_is_confirmed_says_where_it_counts_and_goes(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    page = words(client, signature)

    assert "Your signature is confirmed" in page
    assert f"It counts at {LITHUANIA}" in page
    assert f"It is a declaration of support at {SEIMAS}" in page
    assert f"With the next bundle it goes to: {LITHUANIA}; {SEIMAS}." in page
    for said in ("Proof for experts", "Do not show my name", "ja…@example.org", "sign again"):
        assert said in page
    assert "janis@example.org" not in page


def test_its_address_is_found_as_it_is_typed_from_a_slip(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    page = client.get(f"/en/signatures/{signature.reference.lower()}/")

    assert page.status_code == 200
    assert signature.reference in page.text


def test_what_is_put_aside_looks_the_same(client: Client) -> None:
    petition = builders.an_open_petition()
    plain = builders.a_confirmed_signature(petition, email="a@example.org")
    aside = builders.a_confirmed_signature(petition, email="b@example.org", suspicions=("trap",))

    shown = [_without_what_is_its_own(client, each) for each in (plain, aside)]

    assert shown[0] == shown[1]


def test_what_is_withdrawn_says_so_and_leads_back(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    signing.withdraw(signature.pk)

    page = words(client, signature)

    assert "Your signature is withdrawn" in page
    assert "You may sign again at any time." in page
    assert f"It has not gone, and will not go, to: {LITHUANIA}; {SEIMAS}." in page
    assert "It counts at" not in page
    assert "Withdraw my signature" not in page
    assert "Change how I am shown" not in page


def test_what_was_replaced_leads_to_the_stronger_one(client: Client) -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    stronger = builders.a_proven_signature(petition, replaces=weaker.pk)

    page = client.get(f"/en/signatures/{weaker.reference}/").content.decode()

    assert "You have signed again in a stronger way" in page
    assert f'href="/en/signatures/{stronger.reference}/"' in page
    assert "Withdraw my signature" not in page
    assert "confirmed by electronic identity" in words(client, stronger).lower()


def test_what_was_replaced_is_not_withdrawn_by_an_old_tab(client: Client) -> None:
    petition = builders.an_open_petition()
    weaker = builders.a_confirmed_signature(petition)
    stronger = builders.a_proven_signature(petition, replaces=weaker.pk)

    response = client.post(f"/en/signatures/{weaker.reference}/withdraw/", follow=True)

    assert "You have signed again in a stronger way" in response.content.decode()
    stronger.refresh_from_db()
    assert stronger.state == "confirmed"


def test_a_frozen_bundle_is_not_named_before_it_is_released(client: Client) -> None:
    petition = builders_bundles.a_petition_with("Ona Petraitė")
    builders_bundles.a_frozen_bundle(petition)
    signature = Signature.objects.get()

    assert f"With the next bundle it goes to: {LITHUANIA}; {SEIMAS}." in words(client, signature)
    signing.withdraw(signature.pk)
    assert "may still carry it" in where(client, signature, LITHUANIA)


@pytest.mark.usefixtures("with_authority")
def test_a_bundle_is_named_with_what_the_institution_did(client: Client) -> None:
    petition = builders_bundles.a_petition_with("Ona Petraitė")
    signature = Signature.objects.get()
    delivery = Delivery.objects.get(bundle=builders_bundles.a_released_bundle(petition))

    under_way = where(client, signature, LITHUANIA)
    deliveries.send(delivery.pk)
    handed_over = where(client, signature, LITHUANIA)
    deliveries.acknowledge(
        delivery.pk, registry_number="10-2/1", clerk="R. Kazlauskas", verified_count=1
    )
    acknowledged = where(client, signature, LITHUANIA)

    assert under_way.startswith("Bundle 1 is just being handed over.")
    assert "in the public list, with its digest" in under_way
    assert "Bundle 1, handed over on" in handed_over
    assert "has not confirmed yet that it has arrived" in handed_over
    assert "Its number there: 10-2/1." in acknowledged
    assert "It has found 1 signature in this bundle valid." in acknowledged
    assert "Kazlauskas" not in acknowledged
    assert f"With the next bundle it goes to: {SEIMAS}." in words(client, signature)


@pytest.mark.usefixtures("with_authority")
def test_after_a_hand_over_the_page_says_that_the_institution_is_told_and_then_was_told(
    client: Client,
) -> None:
    petition = builders_bundles.a_petition_with("Ona Petraitė")
    builders_bundles.a_sent_delivery(petition)
    signature = Signature.objects.get()

    signing.withdraw(signature.pk)
    before = where(client, signature, LITHUANIA)
    _hand_over_the_next(signature)
    after = where(client, signature, LITHUANIA)

    assert "Bundle 1, handed over on" in before
    assert "With the next bundle the institution is told" in before
    assert "Bundle 2, handed over on" in after
    assert "told the institution that this signature no longer holds." in after
    assert "With the next bundle" not in after


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_every_language_shows_every_state(client: Client, language: str) -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition, name="Waiting")
    confirmed = builders.a_confirmed_signature(petition, name="Confirmed")
    replaced = builders.a_confirmed_signature(petition, name="Replaced")
    builders.a_proven_signature(petition, replaces=replaced.pk)

    for each in (waiting, confirmed, replaced):
        assert client.get(f"/{language}/signatures/{each.reference}/").status_code == 200


@pytest.mark.parametrize("part", ["choices/", "address/", "withdraw/"])
def test_what_has_ended_offers_no_form_that_would_be_refused(client: Client, part: str) -> None:
    withdrawn = builders.a_confirmed_signature()
    signing.withdraw(withdrawn.pk)
    page = f"/en/signatures/{withdrawn.reference}/"

    response = client.get(f"{page}{part}")

    assert response.status_code == 302
    assert response["Location"] == page


def test_after_the_close_nobody_is_told_to_withdraw_and_sign_again(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    assert "withdraw this signature and sign again" in words(client, signature)
    builders.close(signature.petition)
    builders.forget_what_pages_keep()

    asked = client.get(f"/en/signatures/{signature.reference}/withdraw/").content.decode()

    assert "you could not sign it again" in words(client, signature)
    assert "you could not sign it again" in asked
    assert "sign again later" not in asked


def test_whoever_gave_no_mailbox_is_not_sent_to_it(client: Client) -> None:
    with_mailbox = builders.a_confirmed_signature()
    without = builders.a_proven_signature(builders.an_open_petition())

    assert "we send it again to the mailbox" in words(client, with_mailbox)
    assert "If you lose it, please call us." in words(client, without)
    assert "we send it again" not in words(client, without)


def test_what_was_replaced_says_where_the_stronger_one_goes(client: Client) -> None:
    replaced = builders.a_confirmed_signature()
    builders.a_proven_signature(replaced.petition, replaces=replaced.pk)

    said = words(client, replaced)

    assert "The page of your stronger signature says where that one goes." in said
    assert "will not go" not in said


def _tree(client: Client, signature: Signature) -> Any:
    return html.fromstring(client.get(f"/en/signatures/{signature.reference}/").content.decode())


def _hand_over_the_next(signature: Signature) -> None:
    target = builders_bundles.a_target(signature.petition)
    bundle = bundles.finish(bundles.freeze(target.pk, now()).pk)
    bundles.release(
        bundle.pk, by=staff(Role.RELEASE_OFFICER, email="next@example.org"), reason="Checked again"
    )
    deliveries.send(Delivery.objects.get(bundle=Bundle.objects.get(pk=bundle.pk)).pk)


def _without_what_is_its_own(client: Client, signature: Signature) -> str:
    """Addresses, moments, digests and signatures differ between any two."""
    page = client.get(f"/en/signatures/{signature.reference}/").content.decode()
    page = page.replace(signature.reference, "reference")
    page = re.sub(r"\d\d?:\d\d(:\d\d)?", "time", page)
    return re.sub(r'<p class="digest"[^<]*</p>|<code[^<]*</code>|[ab]?…@', "", page)
