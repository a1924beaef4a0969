"""Somebody who signed on paper calls, and somebody else asks for sheets: the desk over HTTP."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
import pytest
from django.test import Client

from petitions.models import Petition
from testimonies.models import CustodyEvent
from tests.builders_paper import ONA, a_petition_for_paper, a_sheet, a_verified_line
from tests.builders_review import a_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.petitions.signing.paper.test_desk import DESK
from tests.petitions.signing.paper.test_scans import door

pytestmark = pytest.mark.django_db


@pytest.fixture
def petition() -> Petition:
    return a_petition_for_paper()


@pytest.fixture
def first() -> Client:
    return signed_in(a_moderator())


def test_a_caller_is_found_and_gets_a_slip(first: Client) -> None:
    sheet = a_sheet()
    signature = a_verified_line(sheet).signature
    assert signature is not None
    asked = {"line-0-petition": sheet.petition.slug, "line-0-name": "ona petraitytė",
             "line-0-birth_date": "1931-06-14"}  # fmt: skip

    page = first.post(f"{DESK}find/", asked)
    slip = first.get(door(sheet, "lines", "1", "slip"))

    assert signature.reference in page.text
    assert signature.reference in words_of(slip.content)
    assert ONA["name"].replace(" ", "") in words_of(slip.content)
    with pikepdf.open(BytesIO(slip.content)) as document:
        assert document.Root.MarkInfo.Marked
    events = CustodyEvent.objects.values_list("event", flat=True)
    assert {"signature.looked_up", "signature.slip_printed"} <= set(events)


def test_a_caller_whom_nobody_knows_is_not_found(first: Client) -> None:
    sheet = a_sheet()
    asked = {"line-0-petition": sheet.petition.slug, "line-0-name": "Nobody"}

    without = first.post(f"{DESK}find/", asked)
    unknown = first.post(f"{DESK}find/", asked | {"line-0-birth_date": "1.1.1950"})

    assert without.status_code == 422
    assert "ask for the date of birth" in without.text
    assert "There is no signature on paper" in unknown.text


def test_a_signature_is_taken_back_for_a_caller(first: Client) -> None:
    signature = a_verified_line(a_sheet()).signature
    assert signature is not None
    said = {"reference": signature.reference.lower(), "reason": "Called, knew the sheet"}

    without = first.post(f"{DESK}withdraw/", said | {"reason": ""})
    unknown = first.post(f"{DESK}withdraw/", said | {"reference": "S-1"})
    assert {without.status_code, unknown.status_code} == {422}
    first.post(f"{DESK}withdraw/", said)

    signature.refresh_from_db()
    assert signature.state == "withdrawn"


def test_staff_print_sheets_for_a_hall(petition: Petition, first: Client) -> None:
    address = f"{DESK}print/?petition={petition.slug}&institution=sejm&language=pl"

    response = first.get(f"{address}&copies=3")
    too_many = first.get(f"{address}&copies=26")

    with pikepdf.open(BytesIO(response.content)) as document:
        assert len(document.pages) == 6
    printed = set(re.findall(r"[0-9A-Z]{5}-[0-9A-Z]{5}", words_of(response.content)))
    assert len(printed) == 3
    assert too_many.status_code == 422
    assert "from 1 to 25" in too_many.text
    assert 'name="copies"' in first.get(f"{DESK}print/?petition={petition.slug}").text
