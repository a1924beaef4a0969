"""The file that leaves is made once: encrypted where the institution has given a key."""

from __future__ import annotations

import hashlib

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import actions as bundles
from petitions.bundles import manifest, places
from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.models import Bundle
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import (
    a_frozen_bundle,
    a_petition_with,
    a_proposed_bundle,
    a_released_bundle,
    a_sealed_bundle,
)
from tests.builders_review import a_release_officer, another_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


@pytest.fixture
def escrow(settings: Settings) -> pyrage.x25519.Identity:
    identity = pyrage.x25519.Identity.generate()
    settings.ESCROW_KEY = str(identity.to_public())
    return identity


def a_new_key_of_the_institution() -> pyrage.x25519.Identity:
    identity = pyrage.x25519.Identity.generate()
    Institution.objects.filter(code="gov-lt").update(encryption_key=str(identity.to_public()))
    return identity


def a_bundle_that_leaves() -> Bundle:
    return outgoing.make(a_released_bundle().pk)


def an_encrypted_bundle() -> tuple[Bundle, pyrage.x25519.Identity]:
    petition = a_petition_with("Ona Petraitė")
    theirs = a_new_key_of_the_institution()
    return outgoing.make(a_released_bundle(petition).pk), theirs


def test_without_a_key_the_sealed_file_itself_leaves() -> None:
    bundle = a_bundle_that_leaves()

    assert places.outgoing(bundle) == places.sealed(bundle)
    assert (bundle.outgoing_sha256, bundle.outgoing_size) == (bundle.sha256, bundle.size)
    assert bundle.outgoing_key == ""


def test_with_a_key_institution_and_escrow_open_what_leaves(
    escrow: pyrage.x25519.Identity,
) -> None:
    bundle, theirs = an_encrypted_bundle()

    hidden = places.outgoing(bundle).read_bytes()
    sealed = places.sealed(bundle).read_bytes()
    assert [pyrage.decrypt(hidden, [each]) for each in (theirs, escrow)] == [sealed, sealed]
    assert hashlib.sha256(hidden).hexdigest() == bundle.outgoing_sha256


@pytest.mark.usefixtures("escrow")
def test_the_same_file_leaves_at_each_attempt() -> None:
    first, _key = an_encrypted_bundle()

    second = outgoing.make(first.pk)

    assert second.outgoing_sha256 == first.outgoing_sha256
    assert manifest.measure(places.outgoing(second)).sha256 == first.outgoing_sha256
    assert CustodyEvent.objects.filter(event="bundle.encrypted").count() == 1


@pytest.mark.usefixtures("escrow")
def test_nothing_leaves_for_a_key_that_nobody_agreed_to() -> None:
    first, _key = an_encrypted_bundle()
    a_new_key_of_the_institution()

    with pytest.raises(outgoing.OtherKey, match="another key than when this was released"):
        outgoing.make(first.pk)

    first.refresh_from_db()
    assert first.outgoing_key == first.agreed_key


@pytest.mark.usefixtures("escrow")
def test_whoever_sends_it_again_agrees_to_the_new_key() -> None:
    first, _key = an_encrypted_bundle()
    newer = a_new_key_of_the_institution()
    delivery = deliveries.send(first.delivery.pk)
    assert (delivery.state, delivery.problem[:31]) == (
        DeliveryState.FAILED,
        "The institution has another key",
    )

    deliveries.try_again(delivery.pk, by=a_release_officer())
    sent = deliveries.send(delivery.pk)

    second = Bundle.objects.get()
    assert sent.state == DeliveryState.SENT
    assert second.outgoing_key != first.outgoing_key
    plain = pyrage.decrypt(places.outgoing(second).read_bytes(), [newer])
    assert hashlib.sha256(plain).hexdigest() == second.sha256
    agreed = CustodyEvent.objects.get(event="bundle.key_agreed")
    assert agreed.detail["key"] == second.outgoing_key


@pytest.mark.usefixtures("escrow")
def test_a_key_that_changed_between_preview_and_release_is_noticed() -> None:
    bundle = a_sealed_bundle()
    seen = outgoing.key_of(bundle)
    a_new_key_of_the_institution()

    with pytest.raises(Refusal, match="another key than the one you saw"):
        bundles.release(bundle.pk, by=a_release_officer(), reason="Checked", key=seen)

    bundle.refresh_from_db()
    assert (bundle.state, bundle.agreed_key) == (State.SEALED, None)


@pytest.mark.usefixtures("escrow")
def test_a_key_that_changed_between_two_officers_is_noticed() -> None:
    bundle = a_proposed_bundle()
    a_new_key_of_the_institution()

    with pytest.raises(Refusal, match="another key than the first officer saw"):
        bundles.release(bundle.pk, by=another_release_officer(), reason="Checked")


@pytest.mark.usefixtures("escrow")
def test_a_file_that_was_changed_on_disk_does_not_leave() -> None:
    bundle, _key = an_encrypted_bundle()
    places.outgoing(bundle).write_bytes(b"another")

    with pytest.raises(Refusal, match="not the one that was sealed"):
        outgoing.make(bundle.pk)


def test_what_is_not_sealed_does_not_leave() -> None:
    bundle = a_frozen_bundle()

    with pytest.raises(Refusal, match="not been sealed"):
        outgoing.make(bundle.pk)

    bundle.refresh_from_db()
    assert bundle.outgoing_path == ""
