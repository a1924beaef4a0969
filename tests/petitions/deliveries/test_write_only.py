"""An institution whose folder takes files and shows none."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from petitions.bundles import places
from petitions.deliveries import actions as deliveries
from petitions.models import Delivery
from petitions.models.delivery import State
from tests.petitions.deliveries import workers
from tests.petitions.deliveries.sftp_server import Institution
from tests.petitions.deliveries.test_sftp import a_delivery_to, again, ours, server  # noqa: F401

pytestmark = pytest.mark.usefixtures("with_authority")


@pytest.mark.django_db
def test_what_cannot_be_looked_at_is_delivered_whole(server: Institution) -> None:  # noqa: F811
    server.is_for_writing_only = True
    delivery = a_delivery_to(server)

    sent = deliveries.send(delivery.pk)

    (only,) = server.root.iterdir()
    assert (sent.state, sent.problem) == (State.SENT, "")
    assert only.name == places.outgoing(delivery.bundle).name
    assert only.read_bytes() == ours(delivery)


@pytest.mark.django_db
def test_after_the_line_broke_it_is_written_anew(server: Institution) -> None:  # noqa: F811
    server.is_for_writing_only = True
    delivery = a_delivery_to(server)
    server.cut_after = 40_000
    deliveries.send(delivery.pk)

    sent = again(delivery)

    (only,) = server.root.iterdir()
    assert sent.state == State.SENT
    assert server.written > len(ours(delivery))
    assert only.read_bytes() == ours(delivery)


@pytest.mark.django_db(transaction=True)
def test_where_it_may_lie_already_a_person_asks(
    server: Institution,  # noqa: F811
    settings: Settings,
    tmp_path: Path,
) -> None:
    """Killed between the arrival and the word of it."""
    server.is_for_writing_only = True
    delivery = a_delivery_to(server)
    end = workers.send_and_die(delivery.pk, BUNDLES_ROOT=settings.BUNDLES_ROOT)
    Delivery.objects.update(next_attempt_at=now())

    stopped = deliveries.send(delivery.pk)

    assert end == -signal.SIGKILL
    assert stopped.state == State.FAILED
    assert stopped.problem.startswith("A file of this name may lie on the server")
    assert (server.root / places.outgoing(delivery.bundle).name).read_bytes() == ours(delivery)
