"""How many passcodes a desk is given: by mail, and by telephone beside it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils.timezone import now

from petitions.deliveries.entering import actions as entering
from petitions.deliveries.entering import rules
from petitions.models import Delivery, DeskPasscode
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent, Institution
from tests.builders_bundles import a_sent_delivery
from tests.builders_review import a_release_officer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def told(delivery: Delivery) -> str:
    return entering.tell_passcode(delivery.pk, by=a_release_officer())


def test_so_many_passcodes_an_hour_and_no_more() -> None:
    delivery = a_sent_delivery()
    for _time in range(rules.MOST_IN_AN_HOUR):
        told(delivery)

    with pytest.raises(Refusal, match="wait an hour"):
        told(delivery)

    assert DeskPasscode.objects.count() == rules.MOST_IN_AN_HOUR
    events = CustodyEvent.objects.filter(event="desk.passcode_told")
    assert events.count() == rules.MOST_IN_AN_HOUR


def test_whoever_calls_is_helped_when_too_many_passcodes_went_by_mail() -> None:
    """Their mails do not arrive, or somebody else has the link and asks for one after another."""
    delivery = a_sent_delivery()
    Institution.objects.update(second_email="registry@example.org")
    for _time in range(rules.MOST_IN_AN_HOUR):
        entering.send_passcode(delivery.pk)

    with pytest.raises(Refusal, match="wait an hour"):
        entering.send_passcode(delivery.pk)
    code = told(delivery).replace(" ", "")

    assert entering.enter(delivery.pk, code)


def test_so_many_are_told_in_a_day_and_no_more() -> None:
    delivery = a_sent_delivery()
    for _time in range(rules.MOST_TOLD_IN_A_DAY):
        told(delivery)
        DeskPasscode.objects.update(made_at=now() - timedelta(hours=2))

    with pytest.raises(Refusal, match="until tomorrow"):
        told(delivery)

    assert DeskPasscode.objects.count() == rules.MOST_TOLD_IN_A_DAY
