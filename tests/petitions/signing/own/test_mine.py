"""Have I signed? Everybody gets the same answer here; the mailbox alone is told."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.utils.timezone import now
from pytest_django import DjangoAssertNumQueries

from petitions.models import Inquiry, Signature
from petitions.signing import actions as signing
from petitions.signing.own import actions as own
from testimonies import limits
from testimonies.models import Letter
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
ADDRESS = "/en/signatures/mine/"


@pytest.fixture(autouse=True)
def _nobody_has_asked() -> None:
    cache.clear()


def ask(client: Client, email: str, language: str = "en") -> HttpResponse:
    address = ADDRESS.replace("/en/", f"/{language}/")
    return client.post(address, {"email": email})  # type: ignore[return-value]


def answers() -> list[EmailMessage]:
    builders.answer_inquiries()
    Letter.objects.exclude(kind="my_signatures").delete()
    return builders.letters_sent()


def links_in(letter: EmailMessage) -> list[str]:
    return re.findall(r"https?://[^/\s]+(/\S+)", str(letter.body))


def test_the_page_needs_no_cookie_and_may_be_kept(client: Client) -> None:
    for address in (ADDRESS, f"{ADDRESS}asked/"):
        page = client.get(address)

        assert page.status_code == 200
        assert "public" in page["Cache-Control"]
        assert not page.cookies


def test_the_petition_and_its_form_lead_there(client: Client) -> None:
    petition = builders.an_open_petition()

    for address in (f"/en/petitions/{petition.slug}/", f"/en/petitions/{petition.slug}/sign/"):
        assert f'href="{ADDRESS}"' in client.get(address).content.decode()


def test_whoever_has_signed_gets_the_way_to_the_signature(client: Client) -> None:
    signature = builders.a_confirmed_signature()

    ask(client, "Janis@example.ORG")

    (letter,) = answers()
    assert letter.to == ["janis@example.org"]
    assert "Jānis Bērziņš" in letter.body
    assert links_in(letter)[0] == f"/en/signatures/{signature.reference}/"
    assert client.get(links_in(letter)[0]).status_code == 200


def test_a_stranger_gets_the_same_answer_and_no_letter(client: Client) -> None:
    builders.a_confirmed_signature()

    known, stranger = ask(client, "janis@example.org"), ask(client, "stranger@example.org")

    assert (known.status_code, known["Location"]) == (stranger.status_code, stranger["Location"])
    assert known["Location"] == f"{ADDRESS}asked/"
    assert known.content == stranger.content
    assert [letter.to for letter in answers()] == [["janis@example.org"]]


@pytest.mark.usefixtures("_within_one_moment")
def test_what_is_done_at_once_is_the_same_for_a_signer_and_for_a_stranger(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Or the time that it takes would tell who has signed."""
    builders.a_confirmed_signature()
    before = Letter.objects.count()

    for email in ("janis@example.org", "stranger@example.org"):
        with django_assert_num_queries(1):
            ask(client, email)

    assert Letter.objects.count() == before
    assert Inquiry.objects.count() == 2


def test_an_answered_question_is_forgotten(client: Client) -> None:
    builders.a_confirmed_signature()
    ask(client, "janis@example.org")
    ask(client, "stranger@example.org")
    asked = list(Inquiry.objects.values_list("pk", flat=True))

    letters = answers()
    own.answer(asked[0])

    assert len(letters) == 1
    assert not Inquiry.objects.exists()
    assert Letter.objects.count() == 1


def test_what_nobody_answered_in_time_is_forgotten(client: Client) -> None:
    ask(client, "janis@example.org")
    ask(client, "ona@example.org")
    first = Inquiry.objects.order_by("pk")[0]
    Inquiry.objects.filter(pk=first.pk).update(asked_at=now() - timedelta(days=2))

    own.forget_unanswered()

    assert Inquiry.objects.get().pk > first.pk


def test_a_family_gets_one_letter_with_the_way_to_each(client: Client) -> None:
    petition = builders.an_open_petition()
    names = ["Ona", "Petras", "Juozas", "Birutė", "Kazys"]
    family = [builders.a_confirmed_signature(petition, name=name) for name in names]

    ask(client, "janis@example.org")

    (letter,) = answers()
    links = links_in(letter)
    assert links[:5] == [f"/en/signatures/{each.reference}/" for each in family]
    assert all(name in letter.body for name in names)


def test_what_waits_can_be_confirmed_from_there_and_what_ended_is_not_named(
    client: Client,
) -> None:
    petition = builders.an_open_petition()
    builders.a_signature(petition, name="Waiting")
    signing.withdraw(builders.a_confirmed_signature(petition, name="Taken back").pk)
    late = builders.a_signature(petition, name="Too late")
    Signature.objects.filter(pk=late.pk).update(signed_at=now() - timedelta(days=31))

    ask(client, "janis@example.org")

    (letter,) = answers()
    assert "Waiting" in letter.body
    assert "Taken back" not in letter.body
    assert "Too late" not in letter.body
    assert "Yes, I sign this petition" in client.get(links_in(letter)[0]).content.decode()


def test_signatures_under_every_public_petition_are_found(client: Client) -> None:
    first, second = builders.a_confirmed_signature(), builders.a_confirmed_signature()
    builders.close(first.petition)
    builders.forget_what_pages_keep()

    ask(client, "janis@example.org", language="lt")

    (letter,) = answers()
    assert links_in(letter)[:2] == [
        f"/lt/signatures/{each.reference}/" for each in (first, second)
    ]


def test_one_letter_goes_to_a_mailbox_however_often_somebody_asks(client: Client) -> None:
    builders.a_confirmed_signature()

    told = {ask(client, email).status_code for email in ["janis@example.org"] * 4}
    told |= {ask(client, "janis+again@example.org").status_code}

    assert told == {302}
    assert len(answers()) == 1


def test_only_addresses_that_were_confirmed_are_written_to(client: Client) -> None:
    builders.a_confirmed_signature()

    ask(client, "janis+somewhere@example.org")

    assert [letter.to for letter in answers()] == [["janis@example.org"]]


def test_members_of_a_family_with_their_own_addresses_get_their_own_letters(
    client: Client,
) -> None:
    petition = builders.an_open_petition()
    ona = builders.a_confirmed_signature(petition, name="Ona", email="janis+ona@example.org")
    builders.a_confirmed_signature(petition, name="Petras", email="janis+petras@example.org")

    ask(client, "janis@example.org")

    letters = {letter.to[0]: letter for letter in answers()}
    assert set(letters) == {"janis+ona@example.org", "janis+petras@example.org"}
    assert "Petras" not in letters["janis+ona@example.org"].body
    assert links_in(letters["janis+ona@example.org"])[0].endswith(f"{ona.reference}/")


def test_whoever_asks_for_thousands_is_stopped(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MINE", limits.Limit("mine", 2, 3600))

    told = [ask(client, f"{number}@example.org").status_code for number in range(4)]

    assert told == [302, 302, 429, 429]


@pytest.mark.parametrize("email", ["", "ona", "ona@example.org\nBcc: all@example.org", "x" * 300])
def test_what_is_no_address_is_said_and_kept(client: Client, email: str) -> None:
    response = ask(client, email)

    page = response.content.decode()
    assert response.status_code == 422
    assert "Error:" in page
    assert email.split("\n", maxsplit=1)[0] in page
    assert not Letter.objects.exists()


def test_no_other_site_can_ask(client: Client) -> None:
    builders.a_confirmed_signature()

    typed = {"email": "janis@example.org"}
    response = client.post(ADDRESS, typed, headers={"Origin": "https://elsewhere.example"})

    assert response.status_code == 422
    assert "came from another page" in response.content.decode()
    assert answers() == []


def test_a_reference_alone_is_never_taken_for_this_page(client: Client) -> None:
    assert client.get("/en/signatures/mine-too/").status_code == 404
