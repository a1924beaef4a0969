"""The link in the mail: a page with one button."""

from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.errors import Refusal
from testimonies.models import Letter
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def link_to(signature: Signature, language: str = "en") -> str:
    token = tokens.make(rules.CONFIRM_LINK, signature.uuid)
    return f"/{language}/signatures/confirm/{token}/"


def main_part(page: bytes) -> str:
    return page.decode().partition("<main")[2].partition("</main>")[0]


def age(signature: Signature, **time: float) -> None:
    own = Signature.objects.filter(pk=signature.pk)
    own.update(signed_at=F("signed_at") - timedelta(**time))


def test_the_letter_leads_to_a_page_with_a_button_and_the_button_to_the_receipt(
    client: Client,
) -> None:
    signature = builders.a_signature()

    link = builders.link_in(builders.letters_sent()[0])
    page = client.get(link)
    receipt = client.post(link, follow=True)

    assert link == link_to(signature)
    assert "Yes, I sign this petition" in page.content.decode()
    assert receipt.redirect_chain == [(f"/en/signatures/{signature.reference}/", 302)]
    assert "Your signature is confirmed" in receipt.content.decode()


def test_opening_the_link_changes_nothing(client: Client) -> None:
    signature = builders.a_signature()

    for _look in range(3):
        assert client.get(link_to(signature)).status_code == 200
        assert client.head(link_to(signature)).status_code == 200

    signature.refresh_from_db()
    assert (signature.state, signature.confirmed_at) == (State.PENDING, None)


def test_the_page_says_what_is_about_to_be_confirmed(client: Client) -> None:
    signature = builders.a_signature(name="Ona Petraitė", country="LT")

    page = " ".join(client.get(link_to(signature)).content.decode().split())

    for word in ("Ona Petraitė", "Lithuania", "Do not show my name", "It counts at"):
        assert word in page


@pytest.mark.usefixtures("_within_one_moment")
def test_confirming_takes_two_statements(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    signature = builders.a_signature()

    with django_assert_num_queries(2):
        client.post(link_to(signature))


def test_the_time_is_the_database_s(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    assert signature.confirmed_at is not None
    assert signature.confirmed_at >= signature.signed_at


def test_a_second_click_and_a_second_tab_find_the_same_friendly_page(client: Client) -> None:
    signature = builders.a_signature()
    first = client.post(link_to(signature))
    confirmed_at = Signature.objects.get().confirmed_at

    second = client.post(link_to(signature))
    page = client.get(link_to(signature))

    assert first["Location"] == second["Location"]
    assert "Your signature is confirmed" in page.content.decode()
    assert Signature.objects.get().confirmed_at == confirmed_at
    assert Letter.objects.filter(kind="signature_confirmed").count() == 1


def test_a_letter_brings_the_address_of_the_receipt(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    letter = builders.letters_sent()[-1]

    assert letter.to == ["janis@example.org"]
    assert builders.link_in(letter) == f"/en/signatures/{signature.reference}/"


def test_unknown_and_outdated_links_look_the_same(client: Client) -> None:
    old = builders.a_signature()
    age(old, days=30, minutes=1)
    fresh = builders.a_signature()
    changed = link_to(fresh)[:-3] + ("AA/" if link_to(fresh)[-3:-1] != "AA" else "BB/")
    links = [
        link_to(old),
        changed,
        "/en/signatures/confirm/x/",
        f"/en/signatures/confirm/{tokens.make('another-purpose', fresh.uuid)}/",
        f"/en/signatures/confirm/{'A' * 5000}/",
        "/en/signatures/confirm/é/",
    ]

    answers = [send(link) for link in links for send in (client.get, client.post)]

    assert {answer.status_code for answer in answers} == {404}
    assert len({main_part(answer.content) for answer in answers}) == 1
    assert "We cannot find this signature" in main_part(answers[0].content)
    assert not Signature.objects.confirmed().exists()
    assert not Letter.objects.filter(kind="signature_confirmed").exists()


def test_an_unknown_reference_gets_the_same_page(client: Client) -> None:
    unknown = client.get("/en/signatures/confirm/x/")

    for address in ("S-0000000000000000/", "S-0000000000000000/withdraw/", "x/"):
        answer = client.get(f"/en/signatures/{address}")
        assert answer.status_code == 404
        assert main_part(answer.content) == main_part(unknown.content)


def test_a_link_is_good_for_thirty_days(client: Client) -> None:
    signature = builders.a_signature()
    age(signature, days=29, hours=23)

    client.post(link_to(signature))

    assert Signature.objects.confirmed().count() == 1


def test_a_confirmed_signature_keeps_its_link(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    age(signature, days=400)

    assert client.get(link_to(signature)).status_code == 200


def test_after_the_close_nothing_is_confirmed_any_more(client: Client) -> None:
    signature = builders.a_signature()
    builders.close(signature.petition)
    builders.forget_what_pages_keep()

    for response in (client.get(link_to(signature)), client.post(link_to(signature))):
        assert response.status_code == 409
        assert "This petition is closed" in response.content.decode()
        assert "Yes, I sign" not in response.content.decode()
    with pytest.raises(Refusal):
        signing.confirm(signature.uuid)
    signature.refresh_from_db()
    assert signature.state == State.PENDING
    assert not Letter.objects.filter(kind="signature_confirmed").exists()


def test_a_withdrawn_signature_is_not_confirmed_again(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    signing.withdraw(signature.pk)

    page = client.get(link_to(signature))
    client.post(link_to(signature))

    assert "withdrawn later" in page.content.decode()
    assert Signature.objects.get().state == State.WITHDRAWN


def test_no_other_site_can_press_the_button(client: Client) -> None:
    signature = builders.a_signature()

    response = client.post(link_to(signature), headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 200
    assert "Yes, I sign this petition" in response.content.decode()
    assert not Signature.objects.confirmed().exists()


def test_its_pages_are_for_one_pair_of_eyes(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    for address in (link_to(signature), f"/en/signatures/{signature.reference}/"):
        response = client.get(address)
        assert response["Cache-Control"] == "no-store, private"
        assert '<meta name="robots" content="noindex">' in response.content.decode()
        assert not response.cookies


@pytest.mark.parametrize("language", ["en", "et", "lt", "lv", "pl", "uk"])
def test_letters_come_in_the_language_of_the_form_and_lead_back_to_it(language: str) -> None:
    petition = builders.an_open_petition()
    campaign = builders.shown(petition, language)

    signing.sign(campaign, builders.a_signing(petition), language=language)

    letter = builders.letters_sent()[0]
    assert builders.link_in(letter).startswith(f"/{language}/signatures/confirm/")
    assert campaign.title in str(letter.body)


def test_a_name_is_no_way_to_send_links_through_our_letters() -> None:
    builders.a_signature(name="Win at https://evil.example/now ona@evil.example")

    body = str(builders.letters_sent()[0].body)

    assert "evil.example" not in body
    assert "https://evil" not in body
    assert "Win at https" in body


def test_a_name_in_a_letter_keeps_its_initials() -> None:
    assert rules.in_a_letter("J. R. Smith") == "J. R. Smith"
    assert rules.in_a_letter("J.R. Smith") == "J R. Smith"
    assert rules.in_a_letter("Žaneta O'Brien-Ščepán") == "Žaneta O'Brien-Ščepán"
