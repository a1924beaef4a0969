"""A button that was pressed twice tells us one thing, and the officers get one letter."""

from __future__ import annotations

import pytest
from django.test import Client

from petitions.deliveries.responding import actions as responding
from petitions.deliveries.responding.documents import actions as documents
from petitions.deliveries.responding.files import Sent
from petitions.models import InstitutionResponse
from testimonies.models import Letter
from tests.builders_bundles import a_question, an_acknowledged_delivery, open_desk
from tests.builders_review import a_release_officer
from tests.petitions.deliveries.test_respond import TYPED, an_outcome, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def test_what_is_sent_by_a_double_click_is_said_once(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    a_release_officer()
    open_desk(client, delivery)

    for _click in range(2):
        client.post(place(delivery, "desk-ask"), {"text": "Which law?", "clerk": "Rūta K."})
        client.post(place(delivery, "desk-tell"), TYPED)

    assert InstitutionResponse.objects.filter(kind="question").count() == 1
    assert InstitutionResponse.objects.filter(kind="hearing").count() == 1
    assert Letter.objects.filter(kind__in=["desk_question", "desk_told"]).count() == 2


def test_what_was_answered_may_be_asked_again() -> None:
    delivery = an_acknowledged_delivery()
    first = a_question(delivery)
    responding.reply(first.pk, text="The law of petitions.", by=a_release_officer())

    assert a_question(delivery) != first


def test_the_same_is_told_once_more_for_another_file() -> None:
    delivery = an_acknowledged_delivery()
    first = responding.tell(delivery.pk, an_outcome())
    documents.attach(first.pk, Sent(b"%PDF-1.7", "application/pdf", "answer.pdf"))

    assert responding.tell(delivery.pk, an_outcome()) != first


def test_a_clerk_sees_what_they_have_told_and_allowed(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)
    more = {"web_address": "https://gov.example.org/a/b", "registry_number": "A-77"}

    page = client.post(place(delivery, "desk-tell"), TYPED | more, follow=True).content.decode()

    assert "https://gov.example.org/a/b" in page
    assert "A-77" in page
    assert "Everybody may know it" in page
