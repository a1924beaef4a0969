"""A form that is not taken comes back with everything that was typed."""

from html import unescape
from time import time
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from petitions.models import Petition, Signature
from petitions.signing import form_token
from testimonies import limits
from testimonies.models import Letter
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Żaneta Ščepán-Õunapuu",
    "email": "zaneta@example.org",
    "country": "PL",
    "display": "initials",
    "wants_news": "on",
    "send": "chosen",
    "institutions": ["seimas"],
}


def send(client: Client, petition: Petition, **answers: Any) -> HttpResponse:
    typed = builders.what_is_typed(petition, **(TYPED | answers))
    headers = answers.pop("headers", {})
    return client.post(f"/en/petitions/{petition.slug}/sign/", typed, headers=headers)  # type: ignore[return-value]


def assert_everything_is_still_there(response: HttpResponse) -> None:
    page: Any = html.fromstring(response.content.decode())
    assert page.xpath("//input[@name='name']/@value") == [TYPED["name"]]
    assert page.xpath("//input[@name='email']/@value") == [TYPED["email"]]
    assert page.xpath("//select[@name='country']//option[@selected]/@value") == ["PL"]
    assert page.xpath("//input[@name='display'][@checked]/@value") == ["initials"]
    assert page.xpath("//input[@name='wants_news'][@checked]")
    assert page.xpath("//input[@name='institutions'][@checked]/@value") == ["seimas"]
    assert page.xpath("//*[@data-error-summary]")
    assert page.xpath("//title/text()")[0].split()[0] == "Error:"


def stamp_on(response: HttpResponse) -> str:
    page: Any = html.fromstring(response.content.decode())
    return str(page.xpath("//input[@name='stamp']/@value")[0])


def test_a_form_that_was_open_too_long_comes_back_with_a_new_stamp(client: Client) -> None:
    petition = builders.an_open_petition()
    old = builders.an_old_stamp(petition, seconds=form_token.LONGEST + 1)

    response = send(client, petition, stamp=old)

    assert "open for a long time" in unescape(response.content.decode())
    assert_everything_is_still_there(response)
    assert stamp_on(response) != old
    assert not Signature.objects.exists()


def test_the_new_stamp_is_taken(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    petition = builders.an_open_petition()
    again = stamp_on(send(client, petition, stamp="expired"))
    monkeypatch.setattr("petitions.signing.forms.time", lambda: time() + form_token.FASTEST)

    response = send(client, petition, stamp=again)

    assert response.status_code == 302


def test_faster_than_anybody_reads_is_asked_again(client: Client) -> None:
    petition = builders.an_open_petition()
    stamp = builders.an_old_stamp(petition, seconds=0)

    response = send(client, petition, stamp=stamp)

    assert "That was very quick" in response.content.decode()
    assert_everything_is_still_there(response)
    a_moment_later = time() + form_token.FASTEST
    kept = form_token.judge(stamp_on(response), petition.uuid, at=a_moment_later)
    assert kept == form_token.Verdict.FRESH
    assert not Signature.objects.exists()


@pytest.mark.parametrize("stamp", ["", "nonsense", "a.b:c", "\x00", "é" * 500])
def test_a_stamp_that_is_not_ours_is_not_taken(client: Client, stamp: str) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, stamp=stamp)

    assert response.status_code == 422
    assert_everything_is_still_there(response)
    assert not Signature.objects.exists()


def test_the_stamp_of_one_petition_does_not_open_another(client: Client) -> None:
    petition, other = builders.an_open_petition(), builders.an_open_petition()

    response = send(client, petition, stamp=builders.an_old_stamp(other))

    assert response.status_code == 422
    assert not Signature.objects.exists()


def test_the_trap_catches_robots_and_lets_people_out(client: Client) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, website="https://example.com")

    page: Any = html.fromstring(response.content.decode())
    assert_everything_is_still_there(response)
    assert page.xpath("//input[@name='website']/@value") == []
    assert not Signature.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Referer": "https://elsewhere.example/page"},
    ],
    ids=str,
)
def test_no_other_site_can_send_it(client: Client, headers: dict[str, str]) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, headers=headers)

    assert response.status_code == 403
    assert_everything_is_still_there(response)
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"Origin": "http://testserver"}, {"Referer": "http://testserver/en/"}], ids=str
)
def test_our_own_pages_can(client: Client, headers: dict[str, str]) -> None:
    petition = builders.an_open_petition()

    assert send(client, petition, headers=headers).status_code == 302


def test_too_many_from_one_address_wait_and_lose_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    petition = builders.an_open_petition()
    monkeypatch.setattr(limits, "SIGNING", limits.Limit("signing", 2, 3600))
    for number in range(2):
        assert send(client, petition, name=f"Person {number}").status_code == 302

    response = send(client, petition)

    assert response.status_code == 429
    assert response["Retry-After"] == "300"
    assert "wait a few minutes" in response.content.decode()
    assert_everything_is_still_there(response)
    assert Signature.objects.count() == 2


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("name", "", "Please write your name."),
        ("name", "   ", "Please write your name."),
        ("name", "Ž" * 201, "This name is longer than 200 signs."),
        ("name", "Ona\x07Petraitė", "cannot be printed"),
        ("name", "Ona\nBcc: all@example.org", "cannot be printed"),
        ("name", "Ona \u202eevil", "cannot be printed"),
        ("name", "Ona\uffff", "cannot be printed"),
        ("name", "\u200b\u200b", "cannot be printed"),
        ("name", "\u3164", "cannot be printed"),
        ("email", "", "Please write your e-mail address."),
        ("email", "ona", "Please check the e-mail address"),
        ("email", "ona@example.org\nBcc: all@example.org", "Please check the e-mail address"),
        ("email", "ona@example.org, all@example.org", "Please check the e-mail address"),
        ("country", "", "Please choose the country where you live."),
        ("country", "XX", "Please choose a country from the list."),
        ("country", "<script>", "Please choose a country from the list."),
        ("display", "loudly", "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_kept(
    client: Client, field: str, value: str, sentence: str
) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, **{field: value})

    page = unescape(response.content.decode())
    assert response.status_code == 422
    assert sentence in page
    assert "<script>" not in page.replace('<script type="module"', "")
    others = {name: value for name, value in TYPED.items() if name != field}
    for kept in ("name", "email"):
        if kept in others:
            assert str(others[kept]) in page
    assert not Signature.objects.exists()
    assert not Letter.objects.exists()


@pytest.mark.parametrize(
    "name",
    [
        "=HYPERLINK(1)",
        "+37060000000",
        "@SUM(1+1)*cmd|' /C calc'!A0",
        "<b>Ona</b>",
        "O'Brien; DROP TABLE petitions_signature",
        "Nguyễn Thị Minh Khai",
        "محمد علي",
        "王小明",
        "ᏣᎳᎩ",
        "Æsa Þórðardóttir",
        "Ѳеодоръ",
        "Ž" * 200,
        "X",
        "👵 Ona",
    ],
)
def test_any_name_is_taken_as_text(client: Client, name: str) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, name=name)

    assert response.status_code == 302
    assert Signature.objects.get().personal["name"] == name


def test_a_name_of_ten_megabytes_gets_a_clear_answer(client: Client) -> None:
    petition = builders.an_open_petition()

    response = send(client, petition, name="Ž" * 5_000_000)

    assert response.status_code == 413
    assert "far more than fits" in response.content.decode()
    assert not Signature.objects.exists()


def test_thousands_of_fields_get_a_clear_answer(client: Client) -> None:
    petition = builders.an_open_petition()
    many = {f"field-{number}": "x" for number in range(2_000)}

    response = send(client, petition, **many)

    assert response.status_code == 413
