"""A clerk whose hours on the desk were over while they wrote loses nothing of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery
from petitions.models.response import ResponseKind
from testimonies.models import Institution
from tests.builders_answers import PDF
from tests.builders_bundles import an_acknowledged_delivery
from tests.builders_review import a_release_officer
from tests.petitions.deliveries.test_respond import TYPED, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
WORDS = 'First line\nand “the second”, with <b> & "quotes".'


def told(delivery: Delivery) -> str:
    return entering.tell_passcode(delivery.pk, by=a_release_officer())


def hidden(page: str) -> dict[str, str]:
    """What the form with the passcode carries."""
    form = page[page.rindex("<form") :]
    found = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    return {name: unescape(value) for name, value in found}


def test_what_was_sent_too_late_is_sent_with_the_next_passcode(client: Client) -> None:
    delivery = an_acknowledged_delivery()

    late = client.post(place(delivery, "desk-tell"), TYPED | {"text": WORDS})
    carried = hidden(late.content.decode())
    there = client.post(place(delivery, "desk-tell"), carried | {"code": told(delivery)})

    assert late.status_code == 403
    assert delivery.bundle.target.petition.words("en").title not in late.content.decode()
    assert there.status_code == 302
    said = delivery.responses.get(kind=ResponseKind.HEARING)
    assert said.told == {"text": WORDS, "clerk": TYPED["clerk"]}
    assert said.may_be_public


def test_neither_a_wrong_passcode_nor_asking_for_one_loses_it(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    Institution.objects.filter(code="gov-lt").update(second_email="registry@second.example.org")
    told(delivery)

    wrong = client.post(place(delivery, "desk-ask"), {"text": WORDS, "clerk": "R.", "code": "1"})
    asked = client.post(
        place(delivery, "desk-ask"), hidden(wrong.content.decode()) | {"send_passcode": "1"}
    )

    assert "A passcode has eight digits" in wrong.content.decode()
    assert "on its way" in asked.content.decode()
    for page in (wrong, asked):
        assert {"text": WORDS, "clerk": "R."}.items() <= hidden(page.content.decode()).items()
    assert not delivery.responses.filter(kind=ResponseKind.QUESTION).exists()


def test_a_file_is_asked_for_once_more(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    file = SimpleUploadedFile("signed.asice", PDF)

    late = client.post(place(delivery, "desk-countersigned"), {"document": file})
    carried = hidden(late.content.decode())
    there = client.post(place(delivery, "desk-countersigned"), carried | {"code": told(delivery)})

    assert late.status_code == 403
    assert there.status_code == 200
    assert "Choose a file." in there.content.decode()
