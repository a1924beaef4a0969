"""What is said to have gone to an institution has left our house."""

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
from petitions.deliveries.withholding import actions as withholding
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.intake import actions as intake
from testimonies.models import Claim, Institution
from testimonies.models.claim import State as ClaimState
from testimonies.models.custody import CustodyEvent
from testimonies.privacy import whereabouts
from tests.builders_bundles import a_desk_token, a_petition_with, open_desk, records_of
from tests.builders_claims import a_claim_ready_for_bundle
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.petitions.bundles.test_records import TO_GOV_LT

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def released(settings: Settings) -> Delivery:
    """Of a claim and of somebody else's testimony, for the desk of an institution."""
    settings.ESCROW_KEY = key = str(pyrage.x25519.Identity.generate().to_public())
    petition = a_petition_with("Ona Petraitė")
    Institution.objects.filter(code="gov-lt").update(encryption_key=key)
    a_claim_ready_for_bundle()
    an_accepted_testimony(uses=TO_GOV_LT)
    bundle = bundles.finish(records_of(petition).pk)
    return bundles.release(bundle.pk, by=a_release_officer(), reason="Checked")


@pytest.fixture
def offered(released: Delivery) -> Delivery:
    return deliveries.send(released.pk)


def stands() -> str:
    return Claim.objects.get().state


def take_back_the_testimony(delivery: Delivery) -> None:
    for item in delivery.bundle.items.exclude(testimony=None):
        assert item.testimony
        intake.withdraw(item.testimony.submission_id)


def fetch(client: Client, delivery: Delivery) -> None:
    open_desk(client, delivery)
    with translation.override("en"):
        place = reverse("petitions:desk-download", args=[a_desk_token(delivery), delivery.uuid])
    assert client.get(place, headers={"Range": "bytes=0-9"}).status_code == 206


def test_a_claim_that_nobody_fetched_is_not_called_sent(offered: Delivery) -> None:
    on_the_desk = stands()
    take_back_the_testimony(offered)

    assert withholding.withhold(offered.pk)

    assert on_the_desk == stands() == ClaimState.READY_FOR_BUNDLE
    assert not CustodyEvent.objects.filter(event="claim.transmitted").exists()


def test_it_is_sent_from_the_first_byte_on(client: Client, offered: Delivery) -> None:
    fetch(client, offered)
    first = Delivery.objects.get(pk=offered.pk).fetched_at
    fetch(client, offered)

    [passage] = whereabouts.of(Claim.objects.get().submission)
    assert stands() == ClaimState.TRANSMITTED
    assert passage.gone_at == first
    assert CustodyEvent.objects.filter(event="claim.transmitted").count() == 1


def test_what_they_say_has_arrived_has_though_nobody_fetched_it_here(offered: Delivery) -> None:
    deliveries.acknowledge(
        offered.pk, registry_number="10-2/3", clerk="R. K.", by=a_release_officer()
    )

    assert stands() == ClaimState.RECEIVED
    events = CustodyEvent.objects.filter(event__startswith="claim.").order_by("pk")
    assert list(events.values_list("event", flat=True))[-2:] == [
        "claim.transmitted",
        "claim.received",
    ]


def test_it_went_on_the_day_on_which_they_had_it_first(client: Client, offered: Delivery) -> None:
    deliveries.acknowledge(
        offered.pk, registry_number="10-2/3", clerk="R. K.", by=a_release_officer()
    )
    entering.unlock(offered.pk, reason="They lost it", by=a_release_officer())
    fetch(client, offered)

    [passage] = whereabouts.of(Claim.objects.get().submission)
    assert passage.gone_at == Delivery.objects.get(pk=offered.pk).acknowledged_at


def test_our_desk_hands_out_no_first_byte_of_what_was_taken_back_meanwhile(
    client: Client, released: Delivery
) -> None:
    handed = handed_over_by_hand(released)
    take_back_the_testimony(handed)

    open_desk(client, handed)
    with translation.override("en"):
        place = reverse("petitions:desk-download", args=[a_desk_token(handed), handed.uuid])
    refused = client.get(place)

    assert refused.status_code == 423
    assert "This file is closed" in refused.content.decode()
    assert Delivery.objects.get(pk=handed.pk).fetched_at is None


def handed_over_by_hand(released: Delivery) -> Delivery:
    Delivery.objects.filter(pk=released.pk).update(state=State.FAILED, problem="No mailbox")
    return deliveries.hand_over_by_hand(
        released.pk, proof="A disk, given to R. K.", by=a_release_officer()
    )


def test_what_a_person_handed_over_by_hand_is_offered_no_more(released: Delivery) -> None:
    handed = handed_over_by_hand(released)
    take_back_the_testimony(handed)

    assert stands() == ClaimState.TRANSMITTED
    assert not Delivery.objects.offered().exists()
    assert not withholding.withhold(handed.pk)
