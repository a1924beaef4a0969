"""The desk of paper sheets over HTTP: two people, from the post bag to the count."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils.timezone import localdate

from petitions.models import PaperSheet, Petition, Signature
from petitions.models.paper import LineState
from petitions.signing.paper import actions as paper
from petitions.signing.paper import numbers
from testimonies.models import CustodyEvent
from tests.builders_paper import (
    MEELIS,
    ONA,
    a_keyed_line,
    a_number,
    a_petition_for_paper,
    a_scan,
    a_sheet,
    a_verified_line,
    line,
    read,
    typed,
)
from tests.builders_review import a_moderator, a_second_reader, another_moderator, signed_in
from tests.petitions.signing.paper.test_reading import total
from tests.petitions.signing.paper.test_scans import door

pytestmark = pytest.mark.django_db

DESK = "/admin/petitions/papersheet/"
TYPED_ONA = {key: value for key, value in ONA.items() if key != "birth_date"} | {
    "birth_date": "14.6.1931"
}
TYPED_MEELIS = MEELIS | {"birth_date": "25031939"}


@pytest.fixture
def petition() -> Petition:
    return a_petition_for_paper()


@pytest.fixture
def first() -> Client:
    return signed_in(a_moderator())


@pytest.fixture
def second() -> Client:
    return signed_in(a_second_reader())


def registration(petition: Petition, **other: object) -> dict[str, object]:
    return {
        "number": numbers.shown(a_number(petition)),
        "received_on": localdate().isoformat(),
        "lines_filled": 3,
        "country": "PL",
    } | other


def shown(*numbers: int) -> dict[str, list[str]]:
    return {"shown": [str(number) for number in numbers]}


def test_a_sheet_comes_back_and_is_read_by_two(
    petition: Petition, first: Client, second: Client
) -> None:
    first.post(f"{DESK}register/", registration(petition))
    sheet = PaperSheet.objects.get()
    first.post(door(sheet, "scans"), {"file": a_scan()})
    assert "/scans/" in first.get(door(sheet, "key")).text
    first.post(
        door(sheet, "key"),
        shown(1, 2, 3) | typed(1, **TYPED_ONA) | typed(2, **TYPED_MEELIS) | typed(3, name="-"),
    )
    assert total() == 2

    page = second.get(door(sheet, "verify"))
    assert "Petraityt" not in page.text
    answer = second.post(
        door(sheet, "verify"),
        shown(1, 2, 3)
        | typed(1, **TYPED_ONA)
        | typed(2, **(TYPED_MEELIS | {"birth_date": "26.3.1939"}))
        | typed(3, name="-"),
    )
    decide = second.get(answer["Location"])
    assert "Line 2 was read differently" in decide.text
    assert "1939-03-25" in decide.text
    assert "1939-03-26" in decide.text
    second.post(door(sheet, "lines", "2", "settle"), {"keep": "first"})

    done = second.get(door(sheet)).text
    assert "2 of 3 lines legible" in done
    assert "Petraityt" not in done
    assert total() == 2
    assert set(Signature.objects.living().values_list("assurance", flat=True)) == {
        "paper_verified"
    }


def test_the_number_alone_says_what_the_sheet_is(petition: Petition, first: Client) -> None:
    code = f"https://example.org/pl/petitions/{petition.slug}/paper/#{a_number(petition)}"

    first.post(f"{DESK}register/", registration(petition, number=code))

    sheet = PaperSheet.objects.get()
    assert (sheet.petition, sheet.addressee, sheet.language) == (petition, "sejm", "pl")
    assert sheet.fields == ["name", "birth_date", "address"]
    assert sheet.lines.count() == 3
    assert CustodyEvent.objects.get(event="paper_sheet.registered").by == a_moderator()


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"number": "AAAAA-AAAAA"}, "No sheet has this number"),
        ({"number": "12"}, "No sheet has this number"),
        ({"number": ""}, "write the number of the sheet"),
        ({"lines_filled": 16}, "from 1 to 15"),
        ({"lines_filled": 0}, "from 1 to 15"),
        ({"received_on": "yesterday"}, "when the sheet came"),
        ({"received_on": (localdate() + timedelta(2)).isoformat()}, "not in the future"),
        ({"received_on": "1999-01-01"}, "after the petition was opened"),
        ({"country": "XX"}, "from the list"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    petition: Petition, first: Client, wrong: dict[str, object], why: str
) -> None:
    response = first.post(f"{DESK}register/", registration(petition, **wrong))

    assert response.status_code == 422
    assert why in response.text
    assert "Error:" in response.text
    for name, value in registration(petition, **wrong).items():
        if name != "number" and value != "XX":
            assert f'value="{value}"' in response.text, name
    assert not PaperSheet.objects.exists()


def test_a_number_comes_back_once_unless_somebody_copied_the_sheet(
    petition: Petition, first: Client
) -> None:
    answers = registration(petition)
    first.post(f"{DESK}register/", answers)

    again = first.post(f"{DESK}register/", answers)
    first.post(f"{DESK}register/", answers | {"is_copy": "on"})

    assert again.status_code == 422
    assert "registered already" in again.text
    assert sorted(PaperSheet.objects.values_list("copy", flat=True)) == [1, 2]
    assert str(PaperSheet.objects.get(copy=2)).endswith("(2)")


def test_half_a_sheet_can_be_kept_and_the_rest_later(first: Client) -> None:
    sheet = a_sheet(lines_filled=3)

    first.post(door(sheet, "key"), shown(1, 2, 3) | typed(1, **TYPED_ONA) | typed(2) | typed(3))

    states = list(sheet.lines.values_list("state", flat=True))
    assert states == [LineState.KEYED, LineState.WAITING, LineState.WAITING]
    assert 'id="line-1"' not in first.get(door(sheet, "key")).text
    assert 'id="line-2"' in first.get(door(sheet, "key")).text


def test_one_wrong_line_costs_no_other_and_stays_as_typed(first: Client) -> None:
    sheet = a_sheet(lines_filled=2)

    response = first.post(
        door(sheet, "key"),
        shown(1, 2)
        | typed(1, **TYPED_ONA)
        | typed(2, **(TYPED_MEELIS | {"birth_date": "31.2.1939"})),
    )

    assert response.status_code == 422
    assert "day, month and year" in response.text
    assert 'value="31.2.1939"' in response.text
    assert "1 line is kept." in response.text
    assert line(sheet, 1).state == LineState.KEYED
    assert line(sheet, 2).state == LineState.WAITING


def test_two_people_open_the_same_sheet_and_neither_overwrites(first: Client) -> None:
    sheet, other = a_sheet(), signed_in(another_moderator())
    first.get(door(sheet, "key"))
    other.get(door(sheet, "key"))
    other.post(door(sheet, "key"), shown(1) | typed(1, **TYPED_MEELIS))

    response = first.post(door(sheet, "key"), shown(1) | typed(1, **TYPED_ONA))

    assert response.status_code == 422
    assert "in the meantime" in response.text
    assert ONA["name"] in response.text
    assert line(sheet).told["name"] == MEELIS["name"]


def test_nobody_is_offered_a_line_that_they_keyed_themselves(first: Client) -> None:
    sheet = a_sheet()
    a_keyed_line(sheet)

    page = first.get(door(sheet, "verify")).text

    assert "There is no line here for you to read." in page
    first.post(door(sheet, "verify"), shown(1) | typed(1, **TYPED_ONA))
    assert line(sheet).state == LineState.KEYED


def test_who_keyed_sees_no_second_version_to_decide_about(first: Client) -> None:
    sheet = a_sheet()
    keyed = a_keyed_line(sheet)
    paper.verify(keyed.pk, read(birth_date="1930-01-01"), by=a_second_reader())

    assert "read differently" not in first.get(door(sheet, "verify")).text
    first.post(door(sheet, "lines", "1", "settle"), {"keep": "first"})
    assert line(sheet).state == LineState.DIFFERS


def test_a_line_is_sent_back(second: Client) -> None:
    sheet = a_sheet()
    a_keyed_line(sheet)

    second.post(door(sheet, "lines", "1", "send-back"))

    assert line(sheet).state == LineState.WAITING


def test_a_line_nobody_saw_at_first_is_added(first: Client) -> None:
    sheet = a_sheet(lines_filled=2)

    first.post(door(sheet, "add-lines"), {"add-lines-up_to": 4})
    refused = first.post(door(sheet, "add-lines"), {"add-lines-up_to": 3})

    sheet.refresh_from_db()
    assert sheet.lines_filled == sheet.lines.count() == 4
    assert "that many lines already" in refused.text


def test_the_duplicate_says_of_which_kind_and_of_nobody(first: Client) -> None:
    sheet = a_sheet()
    a_verified_line(sheet, 1)
    a_keyed_line(sheet, 2)

    page = first.get(door(sheet)).text

    assert "duplicate: this person has signed already, on paper, read by two people" in page
    assert "Petraityt" not in page


def test_the_list_says_where_a_sheet_goes_and_finds_it_by_its_number(first: Client) -> None:
    sheet, other = a_sheet(), a_sheet(lines_filled=4)

    page = first.get(DESK, {"q": f" {str(sheet).lower()} "}).text

    assert str(sheet) in page
    assert str(other) not in page
    assert "Sejm" in page
    assert "lines: 2, keyed: 0, read by two: 0" in page
