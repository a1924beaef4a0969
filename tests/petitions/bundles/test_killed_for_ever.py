"""What kills every worker that touches it waits for a person, and is told once."""

from __future__ import annotations

import signal
from datetime import timedelta

import pytest
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles.actions.making import MOST_KILLED
from petitions.deliveries import actions as deliveries
from petitions.deliveries.failing import actions as failing
from petitions.models import Bundle, Delivery
from petitions.models.bundle import State
from petitions.models.delivery import State as DeliveryState
from testimonies.models import CustodyEvent, Letter
from tests.builders_bundles import a_frozen_bundle, a_released_bundle
from tests.builders_review import a_release_officer
from tests.petitions.bundles import dying
from tests.petitions.deliveries import workers

pytestmark = pytest.mark.django_db(transaction=True)


def killed_again(bundle: Bundle, settings: Settings, authority: Authority) -> int:
    """As the sweep does it, once the pause is over; a worker that stops ends well."""
    Bundle.objects.update(next_attempt_at=now() - timedelta(seconds=1))
    program = f"die_at(making, '_written')\nmaking.finish({bundle.pk})"
    return dying.run(program, settings, authority)


def test_a_bundle_that_kills_every_worker_stops_and_is_told_once(
    settings: Settings, with_authority: Authority
) -> None:
    officer = a_release_officer()
    failing.watch(by=officer)
    frozen = a_frozen_bundle()

    ends = [killed_again(frozen, settings, with_authority) for _each in range(MOST_KILLED + 1)]
    stopped = Bundle.objects.get()
    Bundle.objects.update(next_attempt_at=now() - timedelta(seconds=1))

    assert ends == [-signal.SIGKILL] * MOST_KILLED + [0]
    assert (stopped.state, stopped.killed) == (State.FAILED, MOST_KILLED)
    assert stopped.problem.startswith("Its worker was killed 5 times in a row")
    assert list(Bundle.objects.unfinished()) == []
    assert CustodyEvent.objects.filter(event="bundle.failed").count() == 1
    assert Letter.objects.filter(kind="something_failed").count() == 1
    bundles.try_again(frozen.pk, by=officer)
    made = bundles.finish(frozen.pk)
    assert (made.state, made.killed) == (State.SEALED, 0)


@pytest.mark.usefixtures("with_authority")
def test_a_failure_in_between_counts_anew(settings: Settings) -> None:
    frozen = a_frozen_bundle()
    Bundle.objects.update(attempts=9, killed=MOST_KILLED - 1, state=State.FAILED)

    settings.SEAL_P12 = None
    failed = bundles.finish(frozen.pk)

    assert (failed.state, failed.killed, failed.stopped_at) == (State.FAILED, 0, None)


def test_a_delivery_that_kills_every_worker_stops_and_is_told_once(
    settings: Settings, with_authority: Authority
) -> None:
    failing.watch(by=a_release_officer())
    delivery = Delivery.objects.get(bundle=a_released_bundle())
    last = failing.MOST_ATTEMPTS - 1
    Delivery.objects.update(attempts=last, next_attempt_at=now())
    told = {"BUNDLES_ROOT": settings.BUNDLES_ROOT, "DROP_ROOT": settings.DROP_ROOT}

    end = workers.send_and_die(delivery.pk, **told)
    Delivery.objects.update(next_attempt_at=now() - timedelta(seconds=1))
    stopped = deliveries.send(delivery.pk)

    assert end == -signal.SIGKILL
    assert stopped.state == DeliveryState.FAILED
    assert stopped.problem == "After 12 attempts the worker was killed once more."
    assert not Delivery.objects.due().exists()
    assert Letter.objects.filter(kind="something_failed").count() == 1
