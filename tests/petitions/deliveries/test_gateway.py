"""A gateway's folder: placed once, and handed over when the gateway says so."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import places
from petitions.deliveries import actions as deliveries
from petitions.deliveries.failing.actions import MOST_ATTEMPTS
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_petition_with, a_released_bundle, sent_by
from tests.builders_review import a_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def a_delivery() -> Delivery:
    petition = a_petition_with("Ona Petraitė")
    sent_by("gateway")
    return deliveries.send(Delivery.objects.get(bundle=a_released_bundle(petition)).pk)


def a_file(settings: Settings, delivery: Delivery, ending: str = "") -> Path:
    folder = Path(settings.GATEWAY_ROOT) / "gov-lt"
    return folder / f"{places.outgoing(delivery.bundle).name}{ending}"


def answer(settings: Settings, delivery: Delivery, **said: Any) -> Delivery:
    told = {"bundle": delivery.bundle.identity} | said
    a_file(settings, delivery, ".status.json").write_text(json.dumps(told))
    return look_again(delivery)


def look_again(delivery: Delivery) -> Delivery:
    Delivery.objects.update(next_attempt_at=now())
    return deliveries.send(delivery.pk)


def test_the_gateway_finds_the_file_and_what_it_is(settings: Settings) -> None:
    delivery = a_delivery()

    told = json.loads(a_file(settings, delivery, ".json").read_bytes())
    assert a_file(settings, delivery).read_bytes() == places.outgoing(delivery.bundle).read_bytes()
    assert told == {
        "bundle": delivery.bundle.identity,
        "file": a_file(settings, delivery).name,
        "sha256": delivery.bundle.outgoing_sha256,
        "size": delivery.bundle.outgoing_size,
        "institution": "gov-lt",
        "petition": delivery.bundle.target.petition.slug,
        "content": "signatures",
        "number": 1,
    }


def test_until_it_answers_the_delivery_waits_and_nothing_is_counted_as_failed(
    settings: Settings,
) -> None:
    delivery = a_delivery()
    a_file(settings, delivery).unlink()  # the gateway has taken it

    for _look in range(MOST_ATTEMPTS + 1):
        delivery = look_again(delivery)

    assert (delivery.state, delivery.attempts) == (State.QUEUED, 0)
    assert not a_file(settings, delivery).exists()  # and it is not placed twice
    assert CustodyEvent.objects.filter(event="delivery.waits").count() == 1


def test_it_is_handed_over_when_the_gateway_says_so(settings: Settings) -> None:
    delivery = answer(settings, a_delivery(), state="delivered", reference="DHX-17")

    assert (delivery.state, delivery.placed_at) == (State.SENT, "DHX-17")


def test_what_the_gateway_refuses_waits_for_a_person(settings: Settings) -> None:
    delivery = answer(settings, a_delivery(), state="refused", reason="no such mailbox")

    assert delivery.state == State.FAILED
    assert delivery.problem == "The gateway refuses it: no such mailbox."


@pytest.mark.parametrize("odd", ["\x00", "\ud800"], ids=["nul", "half a character"])
def test_characters_that_no_row_takes_are_left_out_of_what_it_says(
    settings: Settings, odd: str
) -> None:
    delivery = a_delivery()

    refused = answer(settings, delivery, state="refused", reason=f"full{odd}mailbox")
    deliveries.try_again(delivery.pk, by=a_release_officer())
    sent = answer(settings, delivery, state="delivered", reference=f"DHX{odd}17")

    assert refused.problem == "The gateway refuses it: full mailbox."
    assert (sent.state, sent.placed_at) == (State.SENT, "DHX 17")


@pytest.mark.parametrize(
    "said",
    [
        '{"bundle": "another", "state": "delivered"}',
        "[]",
        "{",
        '"delivered"',
        "null",
        "[" * 60_000,
    ],
)
def test_an_answer_about_something_else_is_none(settings: Settings, said: str) -> None:
    delivery = a_delivery()
    a_file(settings, delivery, ".status.json").write_text(said)

    assert look_again(delivery).state == State.QUEUED
