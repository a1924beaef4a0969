"""What the bench writes past the actions still fits the tables."""

from __future__ import annotations

import pytest

from bench import desk
from testimonies.models import QueueEntry, Testimony

MANY = 300


@pytest.mark.django_db(transaction=True)
def test_a_few_submissions_are_filled_in() -> None:
    desk.fill(MANY)

    assert QueueEntry.objects.count() == MANY
    assert {"accepted", "needs_info"} <= set(Testimony.objects.values_list("workflow", flat=True))
