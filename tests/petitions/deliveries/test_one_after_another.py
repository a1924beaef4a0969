"""A bundle that was stopped is no dead end, though a later number of the same has gone."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.deliveries.failing import actions as failing
from petitions.deliveries.withholding import actions as withholding
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State as BundleState
from petitions.models.delivery import State
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from tests.builders_bundles import (
    a_desk_token,
    a_petition_with,
    a_released_bundle,
    open_desk,
    records_of,
)
from tests.builders_review import a_release_officer, an_accepted_testimony
from tests.builders_signing import a_confirmed_signature
from tests.petitions.bundles.test_freeze import names_in, signature_of
from tests.petitions.bundles.test_records import TO_GOV_LT
from tests.petitions.deliveries.test_desk_of_records import a_sent_delivery_of_records
from tests.petitions.deliveries.test_withholding import take_back

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def sent(bundle: Bundle) -> Delivery:
    officer = a_release_officer()
    released = bundles.release(bundles.finish(bundle.pk).pk, by=officer, reason="Checked")
    return deliveries.send(released.pk)


def fetch(client: Client, delivery: Delivery) -> None:
    open_desk(client, delivery)
    with translation.override("en"):
        token = a_desk_token(delivery)
        client.get(reverse("petitions:desk-download", args=[token, delivery.uuid]))


def test_testimonies_on_the_desk_are_frozen_anew_though_a_later_number_was_fetched(
    client: Client, settings: Settings
) -> None:
    first = a_sent_delivery_of_records(settings, testimonies=2)
    an_accepted_testimony(uses=TO_GOV_LT)
    second = sent(records_of(first.bundle.target.petition))
    fetch(client, second)
    taken = take_back(first)
    assert withholding.withhold(first.pk)

    anew = bundles.freeze_anew(first.bundle_id, by=a_release_officer(), reason="One is gone")

    assert anew.number == 3
    assert [item.testimony_id != taken.pk for item in anew.items.all()] == [True]
    assert sent(anew).state == State.SENT
    states = Bundle.objects.filter(content=anew.content).order_by("number")
    assert list(states.values_list("state", flat=True)) == [
        BundleState.DISCARDED,
        BundleState.RELEASED,
        BundleState.RELEASED,
    ]


def test_the_sweep_looks_at_everything_that_waits(settings: Settings) -> None:
    first = a_sent_delivery_of_records(settings)
    an_accepted_testimony(uses=TO_GOV_LT)
    second = sent(records_of(first.bundle.target.petition))
    take_back(second)

    assert withholding.withhold_what_was_taken_back() == 1


def a_second_after(first: Delivery) -> Delivery:
    """Released as the number after it, with the notice of somebody who took a signature back."""
    petition = first.bundle.target.petition
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)
    a_confirmed_signature(petition, name="Jaan Tamm", email="jaan@example.org")
    return a_released_bundle(petition).delivery


def test_a_list_of_signatures_does_not_leave_before_the_number_before_it() -> None:
    first = a_released_bundle(a_petition_with("Ona Petraitė", "Mārtiņš Ozols")).delivery
    second = a_second_after(first)
    assert deliveries.send(first.pk).state == State.FAILED  # one was taken back

    waits = deliveries.send(second.pk)

    assert (waits.state, waits.begun_at, waits.attempts) == (State.QUEUED, None, 0)
    assert waits.problem == "Number 1 has not left yet, and goes first."
    anew = bundles.freeze_anew(first.bundle_id, by=a_release_officer(), reason="One is gone")
    assert names_in(anew) == ["Mārtiņš Ozols", "Jaan Tamm"]
    assert sent(anew).state == State.SENT


def test_once_the_number_before_it_has_begun_the_next_goes() -> None:
    first = a_released_bundle(a_petition_with("Ona Petraitė")).delivery
    second = a_second_after(first)
    Delivery.objects.filter(pk=first.pk).update(begun_at=now())

    assert deliveries.send(second.pk).state == State.SENT
    Delivery.objects.filter(pk=first.pk).update(state=State.FAILED)
    with pytest.raises(Refusal, match="Number 2 has gone and builds on this bundle"):
        failing.nothing_arrived(first.pk, proof="R. K. looked", by=a_release_officer())
