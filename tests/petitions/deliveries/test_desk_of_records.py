"""The desk page of testimonies and claims asks nobody to count signatures."""

from __future__ import annotations

import pyrage
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.deliveries.entering import actions as entering
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.intake import actions as intake
from testimonies.models import Institution
from tests.builders_bundles import (
    a_desk_token,
    a_petition_with,
    a_sent_delivery,
    open_desk,
    records_of,
)
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_sent_delivery_of_records(settings: Settings, testimonies: int = 1) -> Delivery:
    key = str(pyrage.x25519.Identity.generate().to_public())
    settings.ESCROW_KEY = key
    petition = a_petition_with("Ona Petraitė")
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    for _testimony in range(testimonies):
        an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    released = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    return deliveries.send(released.pk)


def place(delivery: Delivery, name: str) -> str:
    with translation.override("en"):
        return reverse(f"petitions:{name}", args=[a_desk_token(delivery), delivery.uuid])


def test_who_confirms_is_asked_for_no_count(client: Client, settings: Settings) -> None:
    delivery = a_sent_delivery_of_records(settings)
    open_desk(client, delivery)

    asked = client.get(place(delivery, "desk-acknowledge")).content.decode()
    typed = {"registry_number": "10-2/7", "clerk": "R. K.", "verified_count": "2"}
    client.post(place(delivery, "desk-acknowledge"), typed)

    assert "registry_number" in asked
    assert "verified_count" not in asked
    delivery.refresh_from_db()
    assert delivery.state == State.ACKNOWLEDGED
    assert not delivery.responses.filter(verified_count__isnull=False).exists()


def test_there_is_no_page_for_a_count(client: Client, settings: Settings) -> None:
    delivery = a_sent_delivery_of_records(settings)
    open_desk(client, delivery)

    assert client.get(place(delivery, "desk-count")).status_code == 404


def test_signatures_may_be_counted_while_they_are_confirmed(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)

    assert "verified_count" in client.get(place(delivery, "desk-acknowledge")).content.decode()


def test_a_clerk_reads_that_a_bundle_holds_notices_alone(
    client: Client, settings: Settings
) -> None:
    first = a_sent_delivery_of_records(settings)
    entering.record_download(first.pk, first=0, last=9)
    testimony = first.bundle.items.get().testimony
    assert testimony
    intake.withdraw(testimony.submission_id)
    bundle = bundles.finish(records_of(first.bundle.target.petition).pk)
    released = bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")
    second = deliveries.send(released.pk)
    open_desk(client, second)

    with translation.override("en"):
        page = client.get(reverse("petitions:desk", args=[a_desk_token(second)])).content.decode()

    told = " ".join(page.partition(str(first.uuid))[0].split())
    assert "<dt>Notices about testimonies and claims handed over before</dt> <dd> 1 </dd>" in told
    assert "Notices" not in page.partition(str(first.uuid))[2]
