"""However many senders there are, a letter goes once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from django.db import connection

from testimonies.letters import actions as letters
from testimonies.letters import pacing
from testimonies.letters.actions import sending
from testimonies.models import Letter
from testimonies.models.letter import State
from tests.testimonies.letters.conftest import Office

pytestmark = pytest.mark.django_db(transaction=True)


def send() -> int:
    try:
        return letters.send_due()
    finally:
        connection.close()


def test_four_senders_at_once_send_every_letter_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "AWAITED", replace(pacing.AWAITED, batch=3))
    office.post.slow = 0.01
    for number in range(24):
        letters.queue("sign_in", to="a@example.org", language="en", subject=f"n{number}", text="")

    with ThreadPoolExecutor(4) as senders:
        sent = sum(senders.map(lambda _sender: send(), range(4)))
    sent += send()

    assert sent == 24
    assert Counter(office.post.arrived) == Counter({f"n{number}": 1 for number in range(24)})
    assert set(Letter.objects.values_list("state", flat=True)) == {State.SENT}
