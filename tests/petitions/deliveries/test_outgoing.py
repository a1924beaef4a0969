"""The file that leaves is made once: encrypted where the institution has given a key."""

from __future__ import annotations

import hashlib

import pyrage
import pytest
from pytest_django import Settings

from petitions.bundles import manifest, places
from petitions.bundles.outgoing import actions as outgoing
from petitions.models import Bundle
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import a_frozen_bundle, a_released_bundle

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
    bundle = a_released_bundle()
    theirs = a_new_key_of_the_institution()
    return outgoing.make(bundle.pk), theirs


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
def test_a_new_key_of_the_institution_makes_a_new_file() -> None:
    first, _key = an_encrypted_bundle()
    newer = a_new_key_of_the_institution()

    second = outgoing.make(first.pk)

    assert second.outgoing_key != first.outgoing_key
    plain = pyrage.decrypt(places.outgoing(second).read_bytes(), [newer])
    assert hashlib.sha256(plain).hexdigest() == second.sha256


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
