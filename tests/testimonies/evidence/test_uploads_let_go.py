"""What a piece of an upload brought is gone with its answer, whenever the request goes."""

from __future__ import annotations

import pytest

from tests.testimonies.evidence.sending import Sender


@pytest.mark.django_db
def test_a_request_that_still_waits_for_the_collector_holds_nothing_of_its_piece() -> None:
    sender = Sender(1000)

    taken = sender.patch(0, bytes(10))

    assert "wsgi.input" not in taken.wsgi_request.META
    assert taken.wsgi_request.read() == b""
