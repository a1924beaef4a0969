"""One person with one mailbox signs once, and nobody learns whether somebody has signed."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.db.models import F
from django.test import Client

from petitions.models import Petition, Signature
from petitions.models.signature import State
from petitions.signing import actions as signing
from petitions.signing import rules
from testimonies.models import Letter
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db


def send(client: Client, petition: Petition, **answers: object) -> tuple[int, str]:
    response = client.post(
        f"/en/petitions/{petition.slug}/sign/", builders.what_is_typed(petition, **answers)
    )
    return response.status_code, response.headers.get("Location", "")


def let_time_pass(*, minutes: float = 0, days: float = 0) -> None:
    past = timedelta(minutes=minutes, days=days)
    Signature.objects.update(mailed_at=F("mailed_at") - past, signed_at=F("signed_at") - past)


def confirm_link(signature: Signature) -> str:
    return f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"


@pytest.mark.parametrize(
    "again",
    [
        {},
        {"name": "  JĀNIS   bērziņš "},
        {"email": "Janis@EXAMPLE.org"},
        {"email": "janis+petition@example.org"},
        {"email": '"janis"@example.org'},
        {"email": '"j\\a\\nis"@example.org'},
        {"email": "janis@exa\u200bmple.org"},
        {"country": "EE"},
    ],
    ids=str,
)
def test_the_same_person_again_is_one_signature(client: Client, again: dict[str, str]) -> None:
    petition = builders.an_open_petition()
    first = send(client, petition)

    second = send(client, petition, **again)

    assert first == second
    assert Signature.objects.count() == 1
    assert Letter.objects.count() == 1


def test_another_letter_goes_only_after_some_minutes(client: Client) -> None:
    petition = builders.an_open_petition()
    send(client, petition)
    let_time_pass(minutes=4)

    for _again in range(3):
        send(client, petition)

    assert Letter.objects.count() == 2
    links = {builders.link_in(letter) for letter in builders.letters_sent()}
    assert len(links) == 1


def test_what_waits_takes_the_corrected_answers() -> None:
    petition = builders.an_open_petition()
    waiting = builders.a_signature(petition, country="LT", display="hidden")

    builders.a_signature(petition, name="Jānis Bērziņš", country="LV", display="name")

    waiting.refresh_from_db()
    assert (waiting.country, waiting.display) == ("LV", "name")
    assert waiting.personal["email"] == "janis@example.org"


def test_what_is_confirmed_is_not_changed_by_a_form() -> None:
    petition = builders.an_open_petition()
    confirmed = builders.a_confirmed_signature(petition, country="LT")
    let_time_pass(minutes=4)

    builders.a_signature(petition, country="LV", targets=())

    again = Signature.objects.get()
    assert (again.state, again.country) == (State.CONFIRMED, "LT")
    assert again.targets == confirmed.targets
    assert again.confirmed_at == confirmed.confirmed_at
    assert Letter.objects.filter(kind="confirm_signature").count() == 2


def test_different_people_may_share_a_mailbox(client: Client) -> None:
    petition = builders.an_open_petition()

    for name in ("Ona", "Petras", "Juozas"):
        send(client, petition, name=name)

    assert Signature.objects.count() == 3


def test_five_people_fit_into_a_mailbox_and_a_letter_tells_the_sixth(client: Client) -> None:
    petition = builders.an_open_petition()
    five = {send(client, petition, name=f"Person {number}") for number in range(5)}
    let_time_pass(minutes=4)

    sixth = send(client, petition, name="One too many", email="janis+6@example.org")
    again = send(client, petition, name="One too many")

    assert {sixth, again} == five
    assert Signature.objects.count() == 5
    full = Letter.objects.filter(kind="mailbox_full")
    assert full.count() == 1
    assert "5 people have already signed" in str(builders.letters_sent()[-1].body)


def test_one_of_the_five_may_still_sign_again(client: Client) -> None:
    petition = builders.an_open_petition()
    for number in range(5):
        send(client, petition, name=f"Person {number}")
    let_time_pass(minutes=4)

    send(client, petition, name="Person 3")

    assert Letter.objects.filter(kind="confirm_signature").count() == 6


def test_the_number_of_people_is_a_setting(client: Client, settings: object) -> None:
    settings.SIGNERS_PER_MAILBOX = 1  # type: ignore[attr-defined]
    petition = builders.an_open_petition()

    for name in ("Ona", "Petras"):
        send(client, petition, name=name)

    assert Signature.objects.count() == 1


def test_those_who_never_confirmed_do_not_fill_the_mailbox_for_ever(client: Client) -> None:
    petition = builders.an_open_petition()
    for number in range(5):
        send(client, petition, name=f"Person {number}")
    let_time_pass(days=31)

    send(client, petition, name="Somebody new")

    assert Signature.objects.count() == 6


def test_forms_in_invented_names_keep_nobody_out_of_their_mailbox_for_longer_than_a_day(
    client: Client,
) -> None:
    petition = builders.an_open_petition()
    for number in range(5):
        send(client, petition, name=f"Invented {number}")
    let_time_pass(days=1, minutes=1)

    send(client, petition)

    signature = Signature.objects.latest("pk")
    assert signature.personal["name"] == "Jānis Bērziņš"
    assert client.post(confirm_link(signature)).status_code == 302


def test_of_all_who_wait_at_a_mailbox_five_may_confirm(client: Client) -> None:
    petition = builders.an_open_petition()
    waiting = []
    for day in range(2):
        waiting += [
            builders.a_signature(petition, name=f"Person {day} {number}") for number in range(4)
        ]
        let_time_pass(days=1, minutes=1)

    answers = [client.post(confirm_link(each)) for each in waiting]

    assert [answer.status_code for answer in answers] == [302] * 5 + [409] * 3
    assert "No place is left at this address" in answers[-1].content.decode()
    assert Signature.objects.confirmed().count() == 5


def test_whoever_withdrew_may_sign_again() -> None:
    petition = builders.an_open_petition()
    first = builders.a_confirmed_signature(petition)
    signing.withdraw(first.pk)

    second = builders.a_confirmed_signature(petition)

    assert second.pk != first.pk
    assert Signature.objects.confirmed().count() == 1


def test_the_same_person_signs_another_petition_apart() -> None:
    first, second = builders.a_signature(), builders.a_signature()

    assert first.petition != second.petition
    assert first.identity_key != second.identity_key
    assert bytes(first.mailbox_key or b"") != bytes(second.mailbox_key or b"")


def test_a_link_that_ran_out_works_again_for_whoever_signs_again(client: Client) -> None:
    petition = builders.an_open_petition()
    signature = builders.a_signature(petition)
    let_time_pass(days=31)
    token = tokens.make(rules.CONFIRM_LINK, signature.uuid)
    assert client.get(f"/en/signatures/confirm/{token}/").status_code == 404

    builders.a_signature(petition)

    assert client.get(f"/en/signatures/confirm/{token}/").status_code == 200
    assert Signature.objects.count() == 1


def test_no_two_signatures_have_one_reference() -> None:
    petition = builders.an_open_petition()
    first, second = (builders.a_signature(petition, name=name) for name in ("Ona", "Jonas"))

    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.filter(pk=second.pk).update(reference=first.reference)
