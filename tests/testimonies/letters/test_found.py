"""What a sender looks for in every round is found without reading the letters of all years."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils.timezone import now

from testimonies.models import Letter
from testimonies.models.letter import State

pytestmark = pytest.mark.django_db


def test_letters_whose_sender_died_are_found_by_their_state() -> None:
    waiting = [Letter(kind="sign_in", language="en", contents={}) for _number in range(2_000)]
    Letter.objects.bulk_create(waiting)
    Letter.objects.filter(pk=waiting[0].pk).update(state=State.SENDING)
    stopped = Letter.objects.filter(state=State.SENDING, next_attempt_at__lt=now())

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE testimonies_letter")
        plan = stopped.explain()

    assert "letters_being_sent" in plan
