"""What a sender looks for in every round is found without reading the letters of all years."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils.timezone import now

from testimonies.models import Letter
from testimonies.models.letter import State

pytestmark = pytest.mark.django_db


def test_letters_whose_sender_died_are_found_by_their_state() -> None:
    stopped = Letter.objects.filter(state=State.SENDING, next_attempt_at__lt=now())

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        plan = stopped.explain()

    assert "letters_being_sent" in plan
