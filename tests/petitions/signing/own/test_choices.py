"""How a signer is shown, whether they want news, and the language of letters."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from petitions.models import Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import receipt
from petitions.signing.queries import signed
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
TYPED = {"display": "name", "wants_news": "on", "language": "lt"}


def choose(client: Client, signature: Signature, **rest: Any) -> HttpResponse:
    address = f"/en/signatures/{signature.reference}/choices/"
    return client.post(address, TYPED, **rest)  # type: ignore[return-value]


def test_choices_are_kept_and_shown(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    page = html.fromstring(
        client.get(f"/en/signatures/{signature.reference}/choices/").content.decode()
    )
    back = choose(client, signature)

    assert page.xpath("//input[@checked]/@value") == ["hidden", "en"]
    signature.refresh_from_db()
    assert (signature.display, signature.wants_news) == ("name", True)
    assert (signature.language, signature.letter_language) == ("en", "lt")
    shown = client.get(back["Location"]).content.decode()
    for words in ("That is changed.", "Show my name", "when an institution answers", "Lithuanian"):
        assert words in shown


def test_the_page_of_the_petition_shows_the_name_from_then_on_and_no_more_when_hidden(
    client: Client,
) -> None:
    signature = builders.a_confirmed_signature()
    page = f"/en/petitions/{signature.petition.slug}/"
    signing.count_signatures()

    choose(client, signature)
    builders.forget_what_pages_keep()
    named = client.get(page).content.decode()
    client.post(
        f"/en/signatures/{signature.reference}/choices/", {"display": "hidden", "language": "en"}
    )
    builders.forget_what_pages_keep()

    assert "Jānis Bērziņš" in named
    assert "Jānis Bērziņš" not in client.get(page).content.decode()


def test_letters_come_in_the_language_chosen(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    choose(client, signature)

    signing.withdraw(signature.pk)

    assert f"/lt/signatures/{signature.reference}/" in str(builders.letters_sent()[-1].body)


def test_what_was_signed_stays_as_it_was(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    told, commitment = signature.personal, bytes(signature.commitment)
    found = signed(signature)
    before = receipt.of(found) if found else None

    choose(client, signature)

    again = Signature.objects.select_related("petition").get()
    assert (again.personal, bytes(again.commitment)) == (told, commitment)
    found = signed(again)
    assert before == (receipt.of(found) if found else None)


def test_what_is_put_aside_can_be_changed_like_any_other(client: Client) -> None:
    signature = builders.a_confirmed_signature(suspicions=("trap",))
    assert signature.state == State.QUARANTINED

    assert choose(client, signature).status_code == 302


def test_what_waits_or_has_ended_is_not_changed(client: Client) -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition, name="Waiting")
    ended = builders.a_confirmed_signature(petition, name="Ended")
    signing.withdraw(ended.pk)

    for signature in (waiting, ended):
        response = choose(client, signature)

        assert response.status_code == 409
        assert "Only a signature that is confirmed" in response.content.decode()
        signature.refresh_from_db()
        assert signature.display == "hidden"


@pytest.mark.parametrize(
    "typed",
    [{}, TYPED | {"display": "loudly"}, TYPED | {"language": "ru"}, TYPED | {"language": "\x00"}],
    ids=str,
)
def test_what_is_not_offered_is_not_taken(client: Client, typed: dict[str, str]) -> None:
    signature = builders.a_confirmed_signature()

    response = client.post(f"/en/signatures/{signature.reference}/choices/", typed)

    assert response.status_code == 422
    signature.refresh_from_db()
    assert (signature.display, signature.wants_news, signature.contact) == ("hidden", False, None)


def test_no_other_site_can_choose_for_somebody(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    response = choose(client, signature, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 422
    signature.refresh_from_db()
    assert signature.display == "hidden"


def test_a_reference_opens_one_signature_and_no_other(client: Client) -> None:
    petition = builders.an_open_petition()
    own = builders.a_confirmed_signature(petition, name="Own")
    other = builders.a_confirmed_signature(petition, name="Other")

    choose(client, own)

    other.refresh_from_db()
    assert other.display == "hidden"
    for part in ("", "choices/", "address/", "withdraw/"):
        unknown = client.post if part else client.get
        assert unknown(f"/en/signatures/S-0000000000000000/{part}", TYPED).status_code == 404
