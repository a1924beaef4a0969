"""Handing over: the file is placed whole and once, the institution is told, and no try is lost."""

from __future__ import annotations

import hashlib
import signal
from pathlib import Path

import pyrage
import pytest
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import places
from petitions.bundles.verify import verify
from petitions.deliveries import actions as deliveries
from petitions.deliveries.channels import folder
from petitions.deliveries.failing.actions import MOST_ATTEMPTS
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution, Letter
from tests.builders_bundles import (
    a_desk_token,
    a_petition_with,
    a_released_bundle,
    a_sent_delivery,
    an_acknowledged_delivery,
    sent_by,
    with_address,
)
from tests.builders_review import a_release_officer
from tests.builders_signing import letters_sent
from tests.petitions.deliveries import workers

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_queued_delivery() -> Delivery:
    """By the plainest channel; what is told here holds for each."""
    petition = a_petition_with("Ona Petraitė", "Mārtiņš Ozols")
    sent_by("drop")
    return Delivery.objects.get(bundle=a_released_bundle(petition))


def test_the_sealed_file_lies_in_the_drop_directory(settings: Settings, root: Path) -> None:
    delivery = deliveries.send(a_queued_delivery().pk)

    placed = settings.DROP_ROOT / delivery.placed_at
    assert delivery.state == State.SENT
    assert placed.parent == settings.DROP_ROOT / "gov-lt"
    assert placed.read_bytes() == places.sealed(delivery.bundle).read_bytes()
    assert verify(placed, root).problems == ()
    told = placed.with_name(f"{placed.name}.sha256").read_text()
    assert told == f"{delivery.bundle.sha256}  {placed.name}\n"
    assert not list(placed.parent.glob("*.part"))


def test_with_a_key_of_the_institution_the_drop_is_encrypted(settings: Settings) -> None:
    identity = pyrage.x25519.Identity.generate()
    settings.ESCROW_KEY = str(pyrage.x25519.Identity.generate().to_public())
    petition = a_petition_with("Ona Petraitė")
    sent_by("drop")
    Institution.objects.filter(code="gov-lt").update(encryption_key=str(identity.to_public()))
    delivery = Delivery.objects.get(bundle=a_released_bundle(petition))

    delivery = deliveries.send(delivery.pk)

    placed = (settings.DROP_ROOT / delivery.placed_at).read_bytes()
    plain = pyrage.decrypt(placed, [identity])
    bundle = delivery.bundle
    assert delivery.placed_at.endswith(".asice.age")
    assert hashlib.sha256(plain).hexdigest() == bundle.sha256
    assert hashlib.sha256(placed).hexdigest() == bundle.outgoing_sha256
    assert len(placed) == bundle.outgoing_size
    assert bundle.outgoing_key == hashlib.sha256(str(identity.to_public()).encode()).hexdigest()


def test_the_institution_gets_a_letter_with_the_link_to_its_desk() -> None:
    delivery = a_queued_delivery()
    with_address("registry@example.org")

    delivery = deliveries.send(delivery.pk)

    letter = next(each for each in letters_sent() if each.to == ["registry@example.org"])
    assert f"/lt/institutions/{a_desk_token(delivery)}/" in letter.body
    assert delivery.bundle.sha256 in letter.body


def test_without_an_address_nobody_is_written_to() -> None:
    a_sent_delivery()

    assert not Letter.objects.filter(kind="bundle_handed_over").exists()


def test_sending_twice_places_one_file_and_writes_one_letter(settings: Settings) -> None:
    delivery = a_queued_delivery()
    with_address("registry@example.org")

    deliveries.send(delivery.pk)
    again = deliveries.send(delivery.pk)

    assert again.attempts == 1  # no channel was asked once more
    assert len(list((settings.DROP_ROOT / "gov-lt").iterdir())) == 2  # the file and its digest
    assert Letter.objects.filter(kind="bundle_handed_over").count() == 1
    assert CustodyEvent.objects.filter(event="delivery.sent").count() == 1


def test_what_a_disk_gives_back_as_something_else_does_not_lie_there(tmp_path: Path) -> None:
    (tmp_path / "sealed").write_bytes(b"as the disk gives it back")

    with pytest.raises(Refusal, match="not the one that was sealed"):
        folder.put(tmp_path / "sealed", tmp_path / "there", hashlib.sha256(b"sealed").hexdigest())

    assert [path.name for path in tmp_path.iterdir()] == ["sealed"]


def test_a_drop_directory_that_is_away_is_tried_again_later(settings: Settings) -> None:
    delivery = a_queued_delivery()
    settings.DROP_ROOT.parent.mkdir(parents=True, exist_ok=True)
    settings.DROP_ROOT.write_text("in the way")

    put_off = deliveries.send(delivery.pk)
    too_early = deliveries.send(delivery.pk)
    settings.DROP_ROOT.unlink()
    deliveries.try_again(delivery.pk, by=a_release_officer())
    sent = deliveries.send(delivery.pk)

    assert (put_off.state, put_off.attempts) == (State.QUEUED, 1)
    assert put_off.problem == "The disk said: Not a directory."
    assert put_off.next_attempt_at > now()
    assert too_early.attempts == 1
    assert (sent.state, sent.problem) == (State.SENT, "")


def test_a_delivery_that_keeps_failing_waits_for_a_person(settings: Settings) -> None:
    delivery = a_queued_delivery()
    places.sealed(delivery.bundle).write_bytes(b"another file")

    for _attempt in range(MOST_ATTEMPTS):
        Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=now())
        delivery = deliveries.send(delivery.pk)

    assert (delivery.state, delivery.problem) == (
        State.FAILED,
        "The file is not the one that was sealed.",
    )
    assert list(Delivery.objects.due()) == []
    assert not list(settings.DROP_ROOT.rglob("*.asice*"))
    assert deliveries.try_again(delivery.pk, by=a_release_officer()).state == State.QUEUED


def test_what_is_there_is_not_sent_again() -> None:
    delivery = a_sent_delivery()

    with pytest.raises(Refusal, match="handed over"):
        deliveries.try_again(delivery.pk, by=a_release_officer())


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_after_placing_the_file_is_made_good(
    settings: Settings, with_authority: Authority
) -> None:
    delivery = a_queued_delivery()

    killed = workers.send_and_die(
        delivery.pk, BUNDLES_ROOT=settings.BUNDLES_ROOT, DROP_ROOT=settings.DROP_ROOT
    )
    Delivery.objects.filter(pk=delivery.pk).update(next_attempt_at=now())
    (waiting,) = Delivery.objects.due()
    sent = deliveries.send(waiting.pk)

    assert killed == -signal.SIGKILL
    assert (waiting.state, sent.state, sent.attempts) == (State.SENDING, State.SENT, 2)
    assert (settings.DROP_ROOT / sent.placed_at).stat().st_size == sent.bundle.size


def test_the_acknowledgement_is_kept_with_the_digest_of_the_file() -> None:
    delivery = an_acknowledged_delivery()

    response = delivery.responses.get()
    assert delivery.state == State.ACKNOWLEDGED
    assert (response.registry_number, response.digest) == ("10-2/1", delivery.bundle.sha256)
    assert response.told == {"clerk": "R. Kazlauskas"}


def test_a_second_acknowledgement_changes_nothing() -> None:
    delivery = an_acknowledged_delivery()

    deliveries.acknowledge(delivery.pk, registry_number="another", clerk="Somebody")

    delivery.refresh_from_db()
    assert delivery.registry_number == "10-2/1"
    assert CustodyEvent.objects.filter(event="delivery.acknowledged").count() == 1


def test_what_was_not_handed_over_cannot_be_acknowledged() -> None:
    delivery = a_queued_delivery()

    with pytest.raises(Refusal):
        deliveries.acknowledge(delivery.pk, registry_number="1", clerk="Somebody")

    delivery.refresh_from_db()
    assert delivery.state == State.QUEUED
