"""A thousand buttons at once, clocks that go backwards, names and languages nobody expected."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from time import time

import pytest
from django.db import connection
from django.test import Client
from django.utils.timezone import now

from petitions.models import Petition, Signature, SignatureCount
from petitions.models.signature import Display
from petitions.signing import actions as signing
from petitions.signing import form_token, rules
from petitions.signing.form_token import Verdict
from testimonies.models import Letter
from testimonies.privacy import tokens
from tests import builders_signing as builders

HANDS, TIMES = 40, 25


@pytest.mark.django_db(transaction=True)
def test_a_thousand_buttons_at_once_are_one_letter_and_one_count() -> None:
    signature = builders.a_signature()
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"
    together = Barrier(HANDS)

    def press(hand: int) -> list[tuple[int, str]]:
        connection.ensure_connection()
        together.wait(30)
        try:
            client = Client(REMOTE_ADDR=f"192.0.2.{hand}")  # or a limit stops most of them
            answers = [client.post(link) for _time in range(TIMES)]
            return [(each.status_code, each["Location"]) for each in answers]
        finally:
            connection.close()

    with ThreadPoolExecutor(HANDS) as hands:
        answers = [each for pressed in hands.map(press, range(HANDS)) for each in pressed]
    signing.count_signatures()

    assert len(answers) == HANDS * TIMES == 1000
    assert set(answers) == {(302, f"/en/signatures/{signature.reference}/")}
    assert Letter.objects.filter(kind="signature_confirmed").count() == 1
    assert [each.total for each in SignatureCount.objects.all()] == [1]


@pytest.mark.parametrize(
    ("name", "initials"),
    [
        ("Ona (Onutė) Petraitė", "O. O. P."),
        ("„Ona“ - Petraitė", "O. P."),
        ("אסתר 'т Гарт", "א. Т. Г."),
        ("☆", "☆"),
        ("", ""),
    ],
)
def test_an_initial_is_a_letter_whatever_stands_before_it(name: str, initials: str) -> None:
    assert rules.shown_as(name, Display.INITIALS) == initials


def test_a_stamp_a_little_ahead_is_of_a_clock_that_was_set_back() -> None:
    petition, at = Petition(), time()

    def verdict(ahead: float) -> Verdict:
        return form_token.judge(
            form_token.issue(petition.uuid, at=at + ahead), petition.uuid, at=at
        )

    assert verdict(60) == verdict(form_token.CLOCKS) == Verdict.FRESH
    assert verdict(form_token.CLOCKS + 1) == verdict(10**9) == Verdict.FROM_LATER
    assert verdict(0) == verdict(-1) == Verdict.TOO_FAST


@pytest.mark.django_db
def test_a_clock_set_back_loses_nothing(client: Client) -> None:
    petition = builders.an_open_petition()
    address = f"/en/petitions/{petition.slug}/sign/"
    typed = builders.what_is_typed(petition)
    ahead = builders.an_old_stamp(petition, seconds=-3600)

    asked = client.post(address, typed | {"stamp": ahead})
    taken = client.post(address, typed | {"stamp": builders.an_old_stamp(petition, seconds=-60)})

    assert asked.status_code == 422
    page = asked.content.decode()
    assert "The clocks of our machines did not agree" in page
    assert 'value="Jānis Bērziņš"' in page
    assert ahead not in page
    assert taken.status_code == 302


@pytest.mark.django_db
def test_what_was_signed_in_the_future_is_confirmed_counted_and_written_about(
    client: Client,
) -> None:
    signature = builders.a_signature()
    later = now() + timedelta(days=400)
    Signature.objects.update(signed_at=later, mailed_at=later)
    link = f"/en/signatures/confirm/{tokens.make(rules.CONFIRM_LINK, signature.uuid)}/"

    builders.a_signature(signature.petition)
    page, receipt = client.get(link), client.post(link, follow=True)
    signing.count_signatures()

    assert Letter.objects.filter(kind="confirm_signature").count() == 2
    assert "Yes, I sign" in page.content.decode()
    assert "Your signature is confirmed" in receipt.content.decode()
    assert SignatureCount.objects.get().total == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "name", ["X", "Ž" * 200, "Žaneta", "Юлія", "Ѳеодоръ", "محمد علي", "王小明", "=1+1", "@SUM(A1)"]
)
def test_any_name_is_signed_confirmed_shown_and_found(client: Client, name: str) -> None:
    signature = builders.a_confirmed_signature(name=name, display="name")
    signing.count_signatures()
    builders.forget_what_pages_keep()

    pages = [
        client.get(f"/en/signatures/{signature.reference}/"),
        client.get(f"/en/petitions/{signature.petition.slug}/"),
    ]
    client.post("/en/signatures/mine/", {"email": "janis@example.org"})

    assert all(name in each.content.decode() for each in pages)
    assert Signature.objects.get().personal["name"] == name


@pytest.mark.django_db
@pytest.mark.parametrize("sign", list("\u00ad\u061c\u200b\u200e\u200f\u2060\ufeff"), ids=ascii)
def test_signs_that_nobody_sees_make_no_second_person(client: Client, sign: str) -> None:
    petition = builders.an_open_petition()
    builders.a_signature(petition)

    typed = builders.what_is_typed(petition, name=f"Jā{sign}nis Bērziņš{sign}")
    response = client.post(f"/en/petitions/{petition.slug}/sign/", typed)

    assert response.status_code == 302
    assert Signature.objects.get().personal["name"] == "Jānis Bērziņš"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["de", "xx", "ru", "EN", "e"])
def test_an_unknown_language_leads_to_a_page(client: Client, language: str) -> None:
    petition = builders.an_open_petition()

    for way in (client.get, client.post):
        response = way(f"/{language}/petitions/{petition.slug}/sign/")

        assert response.status_code in {302, 404}
    assert not Signature.objects.exists()


@pytest.mark.django_db
def test_a_browser_of_another_language_signs_in_that_of_the_page(client: Client) -> None:
    petition = builders.an_open_petition()

    client.post(
        f"/uk/petitions/{petition.slug}/sign/",
        builders.what_is_typed(petition, language="xx"),
        headers={"Accept-Language": "de-DE,de;q=0.9,\x00"},
    )

    assert Signature.objects.get().language == "uk"


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["choices/", "address/", "withdraw/"])
def test_ten_megabytes_get_a_clear_answer_everywhere(client: Client, part: str) -> None:
    signature = builders.a_confirmed_signature()
    typed = {"email": "a" * 10_000_000, "display": "name", "language": "en"}

    response = client.post(f"/en/signatures/{signature.reference}/{part}", typed)

    assert response.status_code in {302, 400, 413}  # a withdrawal reads nothing of it
    signature.refresh_from_db()
    assert signature.display == "hidden"
    assert signature.contact is None


@pytest.mark.django_db
def test_six_people_of_one_house_five_of_whom_share_the_mailbox(client: Client) -> None:
    petition = builders.an_open_petition()
    names = ["Ona", "Petras", "Juozas", "Birutė", "Kazys", "Aldona"]
    address = f"/en/petitions/{petition.slug}/sign/"

    told = [
        client.post(address, builders.what_is_typed(petition, name=name))["Location"]
        for name in names
    ]
    for each in Signature.objects.all():
        signing.confirm(each.uuid)
    signing.count_signatures()
    again = client.post(address, builders.what_is_typed(petition, name="Ona"))["Location"]
    other = builders.what_is_typed(petition, name="Aldona", email="aldona@example.org")
    client.post(address, other)

    assert len({*told, again}) == 1
    kept = [each.personal["name"] for each in Signature.objects.order_by("pk")]
    assert kept == ["Ona", "Petras", "Juozas", "Birutė", "Kazys", "Aldona"]
    assert SignatureCount.objects.get().total == 5
    assert Signature.objects.get(state="pending").mail_address == "aldona@example.org"
