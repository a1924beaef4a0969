"""How to open and check a file is said before anybody has opened it."""

from __future__ import annotations

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from petitions.deliveries import queries
from petitions.deliveries.queries import Handed
from petitions.models import Bundle, Delivery
from testimonies.models import Institution
from tests.builders_bundles import (
    a_desk_token,
    a_petition_with,
    a_sent_delivery,
    an_acknowledged_delivery,
    open_desk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def desk(client: Client, delivery: Delivery) -> str:
    open_desk(client, delivery)
    with translation.override("en"):
        place = reverse("petitions:desk", args=[a_desk_token(delivery)])
    return client.get(place).content.decode()


def test_an_encrypted_file_comes_with_the_whole_command_that_opens_it(
    client: Client, settings: Settings
) -> None:
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings.ESCROW_KEY = key
    petition = a_petition_with("Ona Petraitė")
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    delivery = a_sent_delivery(petition)

    page = desk(client, delivery)

    name = queries.handed(delivery).container_name
    assert f"age --decrypt -i KEY.txt -o {name} {name}.age<" in page
    assert "with the program age" in " ".join(page.split())


def test_a_file_for_digidoc_is_not_said_to_open_with_age() -> None:
    delivery = Delivery(bundle=Bundle(path="atmintis_p_i_1.asice"))

    handed = Handed(delivery, {}, "atmintis_p_i_1.asice.cdoc2")

    assert handed.is_encrypted
    assert handed.opens_in_digidoc
    assert not handed.opens_with_age


def test_a_file_that_is_not_encrypted_is_not_called_so(client: Client) -> None:
    page = desk(client, a_sent_delivery())

    assert "The file is encrypted" not in page
    assert "age --decrypt" not in page


def test_the_page_for_their_signature_asks_for_a_container_alone(client: Client) -> None:
    delivery = an_acknowledged_delivery()
    open_desk(client, delivery)
    with translation.override("en"):
        place = reverse(
            "petitions:desk-countersigned", args=[a_desk_token(delivery), delivery.uuid]
        )

    page = client.get(place).content.decode()

    assert "The .asice file" in page
    assert "DOCX" not in page
    assert 'accept=".asice,.edoc,.sce"' in page
