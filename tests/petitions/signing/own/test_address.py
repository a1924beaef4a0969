"""Write to me at another address: nothing changes before the new mailbox says yes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now

from petitions.models import Signature
from petitions.signing import actions as signing
from testimonies.models import Letter
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
NEW = "janis.new@example.org"


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> None:
    cache.clear()


def ask(client: Client, signature: Signature, email: str = NEW, **rest: Any) -> HttpResponse:
    address = f"/en/signatures/{signature.reference}/address/"
    return client.post(address, {"email": email}, **rest)  # type: ignore[return-value]


def newest_link() -> str:
    return builders.link_in(builders.letter_to(NEW, "Shall our letters come"))


def test_letters_go_there_once_the_new_mailbox_says_yes(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    asked = ask(client, signature)
    link = newest_link()
    page = client.get(link).content.decode()
    done = client.post(link)

    assert "We have written to the address" in client.get(asked["Location"]).content.decode()
    assert "Yes, write to me here" in page
    assert NEW in page
    signature.refresh_from_db()
    assert signature.mail_address == NEW
    assert signature.personal["email"] == "janis@example.org"
    assert "ja…@example.org" in client.get(done["Location"]).content.decode()
    signing.withdraw(signature.pk)
    assert "is withdrawn" in builders.letter_to(NEW).subject


def test_nothing_changes_before(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    keys = bytes(signature.mail_key or b""), bytes(signature.mailbox_key or b"")

    ask(client, signature)
    client.get(newest_link())

    signature.refresh_from_db()
    assert signature.mail_address == "janis@example.org"
    assert (bytes(signature.mail_key or b""), bytes(signature.mailbox_key or b"")) == keys
    assert not Letter.objects.filter(kind="address_changed").exists()


def test_the_old_address_is_told_and_not_where_letters_go_now(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    client.post(builders.another_address(signature, NEW))

    note = builders.letter_to("janis@example.org")
    assert "go to another address" in note.body
    assert NEW not in note.body


def test_a_letter_to_a_mistyped_address_opens_nothing(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    ask(client, signature, "somebody.else@example.org")
    mistyped = builders.letter_to("somebody.else@example.org")
    ask(client, signature)

    assert signature.reference not in mistyped.body
    assert "Jānis" not in mistyped.body
    assert client.post(builders.link_in(mistyped)).status_code == 404
    assert client.post(newest_link()).status_code == 302
    signature.refresh_from_db()
    assert signature.mail_address == NEW


def test_the_link_works_once_and_for_seven_days(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    link = builders.another_address(signature, NEW)
    assert client.post(link).status_code == 302
    late = builders.another_address(signature, "late@example.org")
    signature.refresh_from_db()
    signature.contact["asked"]["at"] = (now() - timedelta(days=8)).isoformat()
    signature.save(update_fields=["contact"])

    for used in (link, late):
        assert "works once, and for seven days" in client.get(used).content.decode()
        assert client.get(used).status_code == 404
        assert client.post(used).status_code == 404
    signature.refresh_from_db()
    assert signature.mail_address == NEW


def test_a_mailbox_takes_no_more_people_this_way_than_by_signing(client: Client) -> None:
    petition = builders.an_open_petition()
    for number in range(5):
        builders.a_confirmed_signature(petition, name=f"Person {number}", email=NEW)
    signature = builders.a_confirmed_signature(petition)

    asked = ask(client, signature)
    refused = client.post(newest_link())

    assert asked.status_code == 302  # the signer learns nothing about others
    assert refused.status_code == 409
    assert "As many people as we can take" in refused.content.decode()
    signature.refresh_from_db()
    assert signature.mail_address == "janis@example.org"


def test_nobody_signs_twice_by_moving_to_a_mailbox_of_a_namesake(client: Client) -> None:
    petition = builders.an_open_petition()
    builders.a_confirmed_signature(petition, email=NEW)
    signature = builders.a_confirmed_signature(petition)

    ask(client, signature)
    refused = client.post(newest_link())

    assert refused.status_code == 409
    assert "Somebody of the same name" in refused.content.decode()
    signature.refresh_from_db()
    assert signature.mail_address == "janis@example.org"


def test_whoever_moved_is_still_one_person_at_both_addresses(client: Client) -> None:
    petition = builders.an_open_petition()
    signature = builders.a_confirmed_signature(petition)
    client.post(builders.another_address(signature, NEW))
    sent = Letter.objects.count()

    for email in ("janis@example.org", NEW):
        client.post(
            f"/en/petitions/{petition.slug}/sign/", builders.what_is_typed(petition, email=email)
        )

    assert Signature.objects.count() == 1
    assert Letter.objects.count() == sent  # the old mailbox gets no way to the page any more


def test_a_stronger_signature_with_the_old_address_replaces_it(client: Client) -> None:
    petition = builders.an_open_petition()
    signature = builders.a_confirmed_signature(petition, told=builders.BORN)
    client.post(builders.another_address(signature, NEW))

    stronger = builders.a_proven_signature(petition, email="janis@example.org", told=builders.BORN)

    signature.refresh_from_db()
    assert signature.replaced_by == stronger
    assert stronger.mail_address == NEW


def test_have_i_signed_answers_to_the_new_mailbox_only(client: Client) -> None:
    client.post(builders.another_address(builders.a_confirmed_signature(), NEW))
    Letter.objects.all().delete()

    for email in ("janis@example.org", NEW):
        client.post("/en/signatures/mine/", {"email": email})

    builders.answer_inquiries()
    builders.letters_sent()
    answers = [letter.to for letter in mail.outbox if "was signed with" in letter.subject]
    assert answers == [[NEW]]


def test_somebody_without_a_mailbox_can_have_letters_too(client: Client) -> None:
    signature = builders.a_proven_signature()
    assert signature.mail_address == ""
    assert "no e-mail address of yours" in page_of(client, signature)

    client.post(builders.another_address(signature, NEW))

    signature.refresh_from_db()
    assert signature.mail_address == NEW
    assert not Letter.objects.filter(kind="address_changed").exists()


def test_a_place_in_a_family_becomes_free(client: Client) -> None:
    petition = builders.an_open_petition()
    family = [builders.a_confirmed_signature(petition, name=f"Person {n}") for n in range(5)]

    client.post(builders.another_address(family[0], NEW))

    assert builders.a_signature(petition, name="One more").mail_address == "janis@example.org"


def test_from_one_place_only_so_many_letters_are_sent(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    told = [ask(client, signature, f"{number}@example.org").status_code for number in range(12)]

    assert told == [302] * 10 + [429] * 2


def test_from_many_places_only_so_many_letters_are_sent_to_one_mailbox(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    told = [
        ask(client, signature, f"janis.new+{number}@example.org", REMOTE_ADDR=f"192.0.2.{number}")
        for number in range(7)
    ]

    assert [each.status_code for each in told] == [302] * 5 + [429] * 2
    assert Letter.objects.filter(kind="other_address").count() == 5


@pytest.mark.parametrize("email", ["", "ona", "ona@example.org, all@example.org", "a@b\x00.org"])
def test_what_is_no_address_is_said(client: Client, email: str) -> None:
    signature = builders.a_confirmed_signature()

    response = ask(client, signature, email)

    assert response.status_code == 422
    assert not Letter.objects.filter(kind="other_address").exists()


def test_no_other_site_can_ask_or_confirm(client: Client) -> None:
    signature = builders.a_confirmed_signature()
    elsewhere = {"Origin": "https://elsewhere.example"}

    assert ask(client, signature, headers=elsewhere).status_code == 422
    link = builders.another_address(signature, NEW)
    client.post(link, headers=elsewhere)

    signature.refresh_from_db()
    assert signature.mail_address == "janis@example.org"


def test_what_waits_or_has_ended_gets_no_letter(client: Client) -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition, name="Waiting")
    ended = builders.a_confirmed_signature(petition, name="Ended")
    link = builders.another_address(ended, NEW)
    signing.withdraw(ended.pk)

    assert ask(client, waiting).status_code == 409
    assert ask(client, ended).status_code == 409
    assert client.post(link).status_code == 404


@pytest.mark.parametrize("token", ["x", "A" * 43, "é" * 43, "=" * 43])
def test_any_token_gets_the_plain_page(client: Client, token: str) -> None:
    builders.a_confirmed_signature()

    assert client.get(f"/en/signatures/address/{token}/").status_code == 404
    assert client.post(f"/en/signatures/address/{token}/").status_code == 404


def page_of(client: Client, signature: Signature) -> str:
    return client.get(f"/en/signatures/{signature.reference}/").content.decode()
