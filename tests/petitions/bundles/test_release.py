"""Nothing leaves the house that an officer has not released and DigiDoc does not call valid."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from petitions.signing import actions as signing
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_released_bundle,
    a_sealed_bundle,
    a_sent_delivery,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import a_confirmed_signature, a_proven_signature
from tests.petitions.bundles.test_freeze import signature_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def refused(bundle: Bundle, sentence: str, *, reason: str = "Checked") -> None:
    events = CustodyEvent.objects.count()

    with pytest.raises(Refusal, match=sentence):
        bundles.release(bundle.pk, by=a_release_officer(), reason=reason)

    bundle.refresh_from_db()
    assert bundle.state != State.RELEASED
    assert not Delivery.objects.exists()
    assert CustodyEvent.objects.count() == events


def test_a_released_bundle_waits_to_be_handed_over() -> None:
    bundle = a_released_bundle()

    assert bundle.state == State.RELEASED
    assert bundle.released_by == a_release_officer()
    assert bundle.release_reason == "Checked in DigiDoc"
    assert Delivery.objects.get().bundle == bundle
    line = CustodyEvent.objects.get(event="bundle.released")
    assert (line.by, line.detail) == (a_release_officer(), {"sha256": bundle.sha256, "key": ""})


def test_what_was_withdrawn_since_the_freeze_stops_the_release() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm")
    bundle = a_sealed_bundle(petition)
    signing.withdraw(signature_of(petition, "Mārtiņš Ozols").pk)

    refused(bundle, r"1 signature was withdrawn: number 2\. Freeze it anew")


def test_what_was_set_aside_or_replaced_since_stops_it_as_well() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    bundle = a_sealed_bundle(petition)
    weaker = signature_of(petition, "Ona Petraitė")
    a_proven_signature(petition, name="Ona Petraitė", replaces=weaker.pk)
    odd = signature_of(petition, "Mārtiņš Ozols")
    petition.signatures.filter(pk=odd.pk).update(state="quarantined", suspicions=["hasty"])

    refused(bundle, r"1 signature was put aside or rejected: number 2\. .* same person: number 1")


def test_many_numbers_are_cut_short() -> None:
    petition = a_petition_with(*(f"Person {chr(65 + n)}" for n in range(12)))
    bundle = a_sealed_bundle(petition)
    for signature in petition.signatures.all():
        signing.withdraw(signature.pk)

    refused(bundle, r"12 signatures were withdrawn: numbers 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 …\.")


def test_what_is_withdrawn_after_the_release_is_not_handed_over() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    bundle = a_released_bundle(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)

    delivery = deliveries.send(bundle.delivery.pk)

    assert delivery.state == DeliveryState.FAILED
    assert delivery.problem.startswith("Since the freeze 1 signature was withdrawn: number 1.")
    assert delivery.begun_at is None
    assert CustodyEvent.objects.filter(event="delivery.stopped").count() == 1


def test_what_is_withdrawn_after_the_hand_over_began_is_told_by_the_next_bundle() -> None:
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    delivery = a_sent_delivery(petition)
    signing.withdraw(signature_of(petition, "Ona Petraitė").pk)

    assert deliveries.send(delivery.pk).state == DeliveryState.SENT
    assert a_frozen_bundle(petition).frozen["counts"]["withdrawals"] == 1


def test_the_earlier_bundle_goes_first() -> None:
    petition = a_petition_with("Ona Petraitė")
    first = a_sealed_bundle(petition)
    a_confirmed_signature(petition, name="Second", email="second@example.org")
    second = a_sealed_bundle(petition)

    refused(second, "Number 1 goes first")

    bundles.release(first.pk, by=a_release_officer(), reason="Checked")
    bundles.release(second.pk, by=a_release_officer(), reason="Checked")
    assert Delivery.objects.count() == 2


def test_an_unsealed_bundle_stays() -> None:
    refused(a_frozen_bundle(), "cannot become")


def test_a_release_without_a_reason_is_refused() -> None:
    refused(a_sealed_bundle(), "Say why", reason="  ")


def test_a_bundle_is_released_once() -> None:
    bundle = a_released_bundle()

    with pytest.raises(Refusal):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Again")

    assert Delivery.objects.count() == 1


def test_what_the_digidoc_library_refuses_stays(
    settings: Settings, with_authority: Authority
) -> None:
    settings.TSA_URL = ""
    bundle = a_sealed_bundle()
    settings.TSA_URL = with_authority.tsa_url

    assert (bundle.seal_level, bundle.is_valid) == ("B", False)
    refused(bundle, "DigiDoc")


def test_what_nobody_could_check_stays(settings: Settings) -> None:
    settings.TRUST_STORE = None
    bundle = a_sealed_bundle()

    assert bundle.is_valid is None
    refused(bundle, "DigiDoc")


def test_where_no_timestamp_service_is_set_up_the_bare_seal_may_leave(settings: Settings) -> None:
    settings.TSA_URL = ""

    assert a_released_bundle().seal_level == "B"


def test_the_database_asks_who_released_and_why() -> None:
    bundle = a_sealed_bundle()

    with pytest.raises(IntegrityError), transaction.atomic():
        Bundle.objects.filter(pk=bundle.pk).update(state=State.RELEASED)


def test_somebody_may_end_the_pause_after_a_failure(settings: Settings) -> None:
    settings.TSA_URL = "http://127.0.0.1:9/away"
    failed = bundles.finish(a_frozen_bundle().pk)

    bundles.try_again(failed.pk, by=a_release_officer())

    assert list(Bundle.objects.unfinished()) == [failed]


def test_there_is_no_pause_to_end_where_nothing_failed() -> None:
    with pytest.raises(Refusal, match="Nothing went wrong"):
        bundles.try_again(a_frozen_bundle().pk, by=a_release_officer())
