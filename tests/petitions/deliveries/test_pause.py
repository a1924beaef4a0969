"""What is paused is not sent until it is resumed: by no sweep, and by no worker that had begun."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from petitions.bundles.outgoing import actions as outgoing
from petitions.deliveries import actions as deliveries
from petitions.deliveries.entering import actions as entering
from petitions.deliveries.pausing import actions as pausing
from petitions.models import Delivery, Pause
from petitions.models.delivery import State
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_desk_token, a_released_bundle, a_sent_delivery, open_desk
from tests.builders_review import a_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_waiting_delivery() -> Delivery:
    return Delivery.objects.get(bundle=a_released_bundle())


def of_institution(delivery: Delivery) -> int:
    return delivery.bundle.target.profile.institution_id


def test_a_paused_delivery_is_not_sent_until_it_is_resumed() -> None:
    delivery = a_waiting_delivery()
    pausing.pause(delivery.pk, by=a_release_officer(), reason="They move house")
    assert not Delivery.objects.due().exists()

    held = deliveries.send(delivery.pk)

    assert (held.state, held.attempts, held.begun_at) == (State.QUEUED, 0, None)
    with pytest.raises(Refusal, match="Resume it first"):
        deliveries.try_again(delivery.pk, by=a_release_officer())

    pausing.resume(delivery.pk, by=a_release_officer(), reason="They are back")
    assert list(Delivery.objects.due()) == [delivery]
    assert deliveries.send(delivery.pk).state == State.SENT
    lines = CustodyEvent.objects.filter(event__in=["delivery.paused", "delivery.resumed"])
    assert [line.by for line in lines] == [a_release_officer(), a_release_officer()]


def test_everything_to_an_institution_is_paused_at_once() -> None:
    delivery = a_waiting_delivery()
    place = of_institution(delivery)
    pausing.pause_institution(place, by=a_release_officer(), reason="Their server was broken into")

    assert deliveries.send(delivery.pk).state == State.QUEUED
    assert list(Delivery.objects.held()) == [delivery]

    pausing.resume_institution(place, by=a_release_officer(), reason="It is safe again")
    assert deliveries.send(delivery.pk).state == State.SENT


def test_while_everything_is_paused_nobody_fetches_a_file_from_the_desk(client: Client) -> None:
    delivery = a_sent_delivery()
    open_desk(client, delivery)
    address = reverse("petitions:desk-download", args=[a_desk_token(delivery), delivery.uuid])
    place = of_institution(delivery)
    pausing.pause_institution(place, by=a_release_officer(), reason="Their mail was broken into")

    closed = client.get(address)

    assert (closed.status_code, "file is closed now" in closed.text) == (423, True)
    with pytest.raises(Refusal, match="paused"):
        entering.record_download(delivery.pk, first=0, last=1)
    assert Delivery.objects.get().fetched_at is None

    pausing.resume_institution(place, by=a_release_officer(), reason="It is safe again")
    assert client.get(address).status_code == 200


def test_what_is_paused_while_its_file_is_made_does_not_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    delivery = a_waiting_delivery()
    real = outgoing.make

    def paused_meanwhile(bundle_id: int) -> object:
        pausing.pause(delivery.pk, by=a_release_officer(), reason="Wait")
        return real(bundle_id)

    monkeypatch.setattr(outgoing, "make", paused_meanwhile)

    held = deliveries.send(delivery.pk)

    assert (held.state, held.sent_at, held.placed_at) == (State.QUEUED, None, "")


def test_what_has_gone_is_not_paused_and_nothing_is_paused_twice() -> None:
    sent = a_sent_delivery()
    events = CustodyEvent.objects.count()
    with pytest.raises(Refusal, match="cannot be paused"):
        pausing.pause(sent.pk, by=a_release_officer(), reason="Too late")
    with pytest.raises(Refusal, match="not paused"):
        pausing.resume(sent.pk, by=a_release_officer(), reason="Never was")
    assert CustodyEvent.objects.count() == events

    place = of_institution(sent)
    pausing.pause_institution(place, by=a_release_officer(), reason="Wait")
    with pytest.raises(Refusal, match="already"):
        pausing.pause_institution(place, by=a_release_officer(), reason="Wait")
    assert Pause.objects.count() == 1


def test_a_pause_has_a_reason() -> None:
    delivery = a_waiting_delivery()

    with pytest.raises(Refusal, match="Say why"):
        pausing.pause(delivery.pk, by=a_release_officer(), reason=" ")

    assert not Pause.objects.exists()


def test_the_database_keeps_one_open_pause_of_each_thing() -> None:
    delivery = a_waiting_delivery()
    begun = pausing.pause(delivery.pk, by=a_release_officer(), reason="Wait")

    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(delivery=delivery, begun_by=a_release_officer(), reason="Again")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.create(begun_by=a_release_officer(), reason="Of nothing")
    with pytest.raises(IntegrityError), transaction.atomic():
        Pause.objects.filter(pk=begun.pk).update(end_reason="By nobody")
