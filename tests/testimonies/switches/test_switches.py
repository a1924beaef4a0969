"""Turning parts of the site off: who may, what it leaves behind, and that two do not collide."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from pytest_django import DjangoAssertNumQueries

from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Switch
from testimonies.models.switch import Part
from testimonies.switches import actions as switches
from testimonies.switches import queries
from tests.builders_review import a_moderator, an_administrator, signed_in
from tests.builders_switches import turn_off

pytestmark = pytest.mark.django_db


def door(name: str, button: str = "") -> str:
    return f"/admin/testimonies/switch/{name}/" + (f"{button}/" if button else "")


def events() -> list[str]:
    return list(CustodyEvent.objects.order_by("id").values_list("event", flat=True))


def test_what_nobody_has_turned_off_is_on() -> None:
    assert all(queries.is_on(part) for part in Part.values)


def test_an_administrator_turns_it_off_and_on_with_a_reason() -> None:
    switches.put_in_place()
    admin = an_administrator()
    client = signed_in(admin)

    answer = client.post(door("bulk-mail", "turn-off"), {"turn-off-reason": "The server chokes"})

    assert answer.status_code == 302
    switch = Switch.objects.get(part=Part.BULK_MAIL)
    assert (switch.is_on, switch.by, switch.reason) == (False, admin, "The server chokes")
    assert switch.turned_at is not None
    assert "The server chokes" in client.get("/admin/testimonies/switch/").text
    client.post(door("bulk-mail", "turn-on"), {"turn-on-reason": "It breathes again"})
    assert Switch.objects.get(part=Part.BULK_MAIL).is_on
    assert events() == ["switch.turned_off", "switch.turned_on"]
    line = CustodyEvent.objects.get(event="switch.turned_off")
    assert line.detail == {"part": "bulk-mail", "reason": "The server chokes"}
    assert line.by == admin


def test_without_a_reason_nothing_is_turned_off() -> None:
    switches.put_in_place()

    answer = signed_in(an_administrator()).post(door("signing", "turn-off"), {})

    assert "Write why" in answer.text
    assert queries.is_on(Part.SIGNING)
    assert events() == []


def test_a_moderator_turns_nothing_off() -> None:
    switches.put_in_place()

    answer = signed_in(a_moderator()).post(
        door("signing", "turn-off"), {"turn-off-reason": "Because"}
    )

    assert answer.status_code == 403
    assert Switch.objects.get(part=Part.SIGNING).is_on


def test_the_second_of_two_is_told_that_it_is_off_already() -> None:
    turn_off(Part.SIGNING)

    with pytest.raises(Refusal, match="off already"):
        switches.turn_off(Part.SIGNING, by=a_moderator(), reason="Me too")

    assert Switch.objects.get(part=Part.SIGNING).by == an_administrator()
    assert events() == ["switch.turned_off"]


@pytest.mark.usefixtures("_within_one_moment")
def test_asking_again_within_a_second_costs_nothing(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    turn_off(Part.STATISTICS)
    assert not queries.is_on(Part.STATISTICS)

    with django_assert_num_queries(0):
        assert not queries.is_on(Part.STATISTICS)
        assert queries.is_on(Part.SIGNING)


def test_must_be_on_says_it_in_plain_words() -> None:
    queries.must_be_on(Part.SIGNING)
    turn_off(Part.SIGNING)

    with pytest.raises(Refusal, match="Signing pauses for a while"):
        queries.must_be_on(Part.SIGNING)


def test_the_database_wants_to_know_who_and_why() -> None:
    switches.put_in_place()

    with pytest.raises(IntegrityError), transaction.atomic():
        Switch.objects.filter(part=Part.SIGNING).update(is_on=False)


def test_putting_them_in_place_again_turns_nothing() -> None:
    turn_off(Part.SIGNING)

    switches.put_in_place()

    assert Switch.objects.count() == len(Part.values)
    assert not Switch.objects.get(part=Part.SIGNING).is_on
