"""What only some institutions need: asked apart, kept for them alone, and never a condition."""

from __future__ import annotations

from datetime import date
from html import unescape
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from lxml import html

from petitions.models import Petition, Signature
from petitions.signing import rules
from testimonies.privacy import tokens
from tests import builders_signing as builders

pytestmark = pytest.mark.django_db
POLISH = ("gov-pl-letter", "sejm-petition", "senat-petition", "saeima-collective-submission")
HOME = "ul. Długa 7\n00-238 Warszawa,\n\nPolska"
#: Made up by the rules of each state; the Latvian one is of the kind without a date.
CODES = {
    "EE": "46001010006",
    "LT": "33309240064",
    "LV": "32571500006",
    "PL": "44051401359",
    "UA": "1759013776",
}


def send(client: Client, petition: Petition, **answers: Any) -> HttpResponse:
    typed = builders.what_is_typed(petition, **answers)
    return client.post(f"/en/petitions/{petition.slug}/sign/", typed)  # type: ignore[return-value]


def told() -> dict[str, Any]:
    kept = builders.told(Signature.objects.get())
    return {name: value for name, value in kept.items() if name not in {"name", "email"}}


def page_of(response: HttpResponse) -> Any:
    return html.fromstring(response.content.decode())


def test_they_stand_in_closed_details_with_who_needs_them_and_why(client: Client) -> None:
    petition = builders.an_open_petition(targets=POLISH)

    page = page_of(client.get(f"/en/petitions/{petition.slug}/sign/"))  # type: ignore[arg-type]

    (field,) = page.xpath("//textarea[@name='address']")
    (details,) = field.xpath("ancestor::details")
    assert details.get("open") is None
    words = " ".join(details.text_content().split())
    assert "What some institutions need before your signature counts there" in words
    assert "Sejm of the Republic of Poland; Senate of the Republic of Poland" in words
    assert "where each person lives" in words
    assert "(optional)" in words
    assert not page.xpath("//*[@name='personal_code']")  # of the Saeima, where no mail counts
    assert len(page.xpath("//*[@required]")) == 3


def test_a_petition_that_needs_no_more_asks_no_more(client: Client) -> None:
    petition = builders.an_open_petition()

    page = client.get(f"/en/petitions/{petition.slug}/sign/").content.decode()

    assert "What some institutions need" not in page
    assert 'name="address"' not in page


def test_with_the_address_it_counts_there_and_without_it_supports(client: Client) -> None:
    petition = builders.an_open_petition(targets=POLISH)
    ids = {each.profile.code: each.pk for each in petition.targets.select_related("profile")}

    send(client, petition, address=HOME)
    send(client, petition, name="Zofia Nowak")

    full, short = Signature.objects.order_by("pk")
    assert full.personal["address"] == "ul. Długa 7, 00-238 Warszawa, Polska"
    assert set(full.valid_targets) == {ids[code] for code in POLISH[:3]}
    assert "address" not in short.personal
    assert short.valid_targets == [ids["gov-pl-letter"]]


def test_what_no_chosen_institution_needs_is_never_kept(client: Client) -> None:
    petition = builders.an_open_petition(targets=POLISH)

    response = send(client, petition, address=HOME, send="chosen", institutions=["gov-pl"])

    assert response.status_code == 302
    assert told() == {}


def test_nor_is_it_a_mistake(client: Client) -> None:
    builders.asks_for("birth_date", profile="sejm-petition")
    petition = builders.an_open_petition(targets=POLISH)
    typed = {"birth_date_0": "31", "birth_date_1": "2", "birth_date_2": "1941"}

    refused = send(client, petition, **typed)
    taken = send(client, petition, **typed, send="chosen", institutions=["gov-pl"])

    assert "There is no such day" in refused.content.decode()
    assert taken.status_code == 302
    assert told() == {}


def test_a_field_of_an_institution_that_takes_no_mail_cannot_be_sent(client: Client) -> None:
    petition = builders.an_open_petition(targets=POLISH)

    send(client, petition, personal_code="46001010009", nationality="LV")

    assert told() == {}


def test_the_day_of_birth_comes_before_the_month(client: Client) -> None:
    builders.asks_for("birth_date")
    petition = builders.an_open_petition()

    send(client, petition, birth_date_0="3.", birth_date_1="04", birth_date_2=" 1938 ")

    assert told() == {"birth_date": "1938-04-03"}


@pytest.mark.parametrize(
    ("day", "month", "year", "sentence"),
    [
        ("14", "6", "41", "it has four figures"),
        ("14", "6", "1841", "it has four figures"),
        ("14", "6", "9999", "it has four figures"),
        ("31", "6", "1941", "There is no such day"),
        ("14", "", "1941", "Please write day, month and year in figures."),
        ("14", "June", "1941", "Please write day, month and year in figures."),
        ("1" * 5000, "6", "1941", "Please write day, month and year in figures."),
        ("²", "6", "1941", "Please write day, month and year in figures."),
        ("31", "12", "2026", "This day is still to come"),
    ],
)
def test_a_date_that_cannot_be_is_said_and_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch, day: str, month: str, year: str, sentence: str
) -> None:
    monkeypatch.setattr("petitions.signing.fields.localdate", lambda: date(2026, 6, 14))
    builders.asks_for("birth_date")
    petition = builders.an_open_petition()

    response = send(client, petition, birth_date_0=day, birth_date_1=month, birth_date_2=year)

    page = page_of(response)
    assert response.status_code == 422
    assert sentence in unescape(response.content.decode())
    for part, typed in enumerate((day, month, year)):
        assert page.xpath(f"//input[@name='birth_date_{part}']/@value") == (
            [typed] if typed else []
        )
    assert page.xpath("//*[@name='birth_date_0']/ancestor::details/@open")
    assert not Signature.objects.exists()


@pytest.mark.parametrize("state", CODES)
def test_personal_codes_of_five_states_are_known(client: Client, state: str) -> None:
    builders.asks_for("personal_code", eligibility="citizen", eligible_country=state)
    petition = builders.an_open_petition()

    send(client, petition, personal_code=f" {CODES[state]} ")

    assert told() == {"personal_code": CODES[state], "code_country": state}


@pytest.mark.parametrize(
    "code",
    ["46001010008", "4600101000", "=cmd()", "4600101000a", "9" * 200, "٤٦٠٠١٠١٠٠٠٩", "\u200f"],
)
def test_a_code_that_cannot_be_is_said_and_kept(client: Client, code: str) -> None:
    builders.asks_for("personal_code", eligibility="resident", eligible_country="EE")
    petition = builders.an_open_petition()

    response = send(client, petition, personal_code=code)

    assert response.status_code == 422
    assert page_of(response).xpath("//input[@name='personal_code']/@value") == [code]
    assert not Signature.objects.exists()


def test_a_code_is_asked_of_the_state_that_gave_it_where_two_states_count(client: Client) -> None:
    builders.asks_for("personal_code", eligibility="citizen", eligible_country="LT")
    builders.asks_for(
        "personal_code", profile="gov-ee-letter", eligibility="citizen", eligible_country="EE"
    )
    petition = builders.an_open_petition(targets=("gov-lt-letter", "gov-ee-letter"))
    ids = {each.profile.code: each.pk for each in petition.targets.select_related("profile")}

    asked = send(client, petition, personal_code=CODES["LT"])
    send(client, petition, personal_code=CODES["LT"], code_country="LT")

    assert "Please choose which gave it to you" in asked.content.decode()
    assert page_of(asked).xpath("//input[@name='code_country']/@value") == ["EE", "LT"]
    assert told() == {"personal_code": CODES["LT"], "code_country": "LT"}
    assert Signature.objects.get().valid_targets == [ids["gov-lt-letter"]]


def test_nationality_is_a_country(client: Client) -> None:
    builders.asks_for("nationality")
    petition = builders.an_open_petition()

    refused = send(client, petition, nationality="XX")
    send(client, petition, nationality="lv")

    assert "Please choose a country from the list." in refused.content.decode()
    assert told() == {"nationality": "LV"}


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("ul. Długa 7\x07", "holds a sign that cannot be printed"),
        ("\u202eul. Długa 7", "holds a sign that cannot be printed"),
        ("Ž" * 401, "longer than 400 signs"),
    ],
)
def test_an_address_that_cannot_be_printed_is_said_and_kept(
    client: Client, address: str, sentence: str
) -> None:
    petition = builders.an_open_petition(targets=POLISH)

    response = send(client, petition, address=address)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert page_of(response).xpath("string(//textarea)").strip() == address
    assert not Signature.objects.exists()


def test_other_mistakes_lose_nothing_of_it(client: Client) -> None:
    petition = builders.an_open_petition(targets=POLISH)

    response = send(client, petition, address=HOME, name="")

    field = page_of(response).xpath("//textarea[@name='address']")[0]
    assert field.text.strip() == HOME
    assert field.xpath("ancestor::details/@open")


def test_before_the_button_in_the_letter_the_signer_sees_what_is_told_to_whom(
    client: Client,
) -> None:
    petition = builders.an_open_petition(targets=POLISH)
    send(client, petition, address=HOME)
    token = tokens.make(rules.CONFIRM_LINK, Signature.objects.get().uuid)

    page = " ".join(client.get(f"/en/signatures/confirm/{token}/").content.decode().split())

    assert "given, for Sejm of the Republic of Poland; Senate of the Republic of Poland" in page
    assert "Warszawa" not in page
