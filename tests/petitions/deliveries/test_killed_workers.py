"""Real Celery workers, killed in the middle of an upload: one file, one letter, nothing lost."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from petitions import tasks
from petitions.bundles import places
from petitions.models import Delivery
from petitions.models.delivery import State
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import with_address
from tests.petitions.deliveries import workers
from tests.petitions.deliveries.sftp_server import Institution, running
from tests.petitions.deliveries.test_sftp import a_delivery_to

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("with_authority")]
QUEUE = f"deliveries-{os.getpid()}"
PATIENCE = 90  # seconds; starting two workers takes a while on a machine that is busy


def test_a_worker_killed_in_an_upload_is_followed_by_two_at_once(
    tmp_path: Path, settings: Settings
) -> None:
    settings.BUNDLES_ROOT = settings.HOME / "bundles"  # where other processes look
    with running(tmp_path / "their disk") as server:
        delivery = a_delivery_to(server)
        with_address("registry@example.org")
        size = places.outgoing(delivery.bundle).stat().st_size
        server.stalls_after = size // 2

        _kill_one_in_the_middle(delivery, server)
        interrupted = Delivery.objects.get()
        names = server.names()
        server.stalls_after = None
        _let_two_go_on(delivery)

        assert interrupted.state == State.SENDING
        assert [name.endswith(".part") for name in names] == [True]
        (only,) = server.root.iterdir()
        assert only.read_bytes() == places.outgoing(delivery.bundle).read_bytes()
    assert Delivery.objects.get().attempts == 2
    assert CustodyEvent.objects.filter(event="delivery.sent").count() == 1
    assert Letter.objects.filter(kind="bundle_handed_over").count() == 1


def _kill_one_in_the_middle(delivery: Delivery, server: Institution) -> None:
    with workers.a_celery_worker(QUEUE, "first") as first:
        tasks.send_delivery.apply_async(args=(delivery.pk,), queue=QUEUE)
        _wait_for(lambda: server.written > 0)
        workers.kill(first)


def _let_two_go_on(delivery: Delivery) -> None:
    Delivery.objects.update(next_attempt_at=now())
    with workers.a_celery_worker(QUEUE, "second"), workers.a_celery_worker(QUEUE, "third"):
        for _message in range(4):  # the same message, again and again
            tasks.send_delivery.apply_async(args=(delivery.pk,), queue=QUEUE)
        _wait_for(lambda: Delivery.objects.get().state == State.SENT)
        time.sleep(1)  # what the other messages do


def _wait_for(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < end, "it did not come to pass"
        time.sleep(0.1)
