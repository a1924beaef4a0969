"""What lies in the clear while a bundle is made is gone once it is sealed, whoever was killed."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local.authority import Authority
from petitions import tasks
from petitions.bundles import actions as bundles
from petitions.bundles import places
from petitions.models import Bundle
from petitions.models.bundle import State
from tests.builders_bundles import a_frozen_bundle, a_sealed_bundle, a_sent_delivery
from tests.petitions.bundles import dying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]


def folders(settings: Settings) -> list[Path]:
    return [path for path in (settings.BUNDLES_ROOT / ".work").iterdir() if path.is_dir()]


def test_no_folder_stays_once_a_bundle_was_sealed_and_sent(settings: Settings) -> None:
    a_sealed_bundle()
    after_sealing = folders(settings)

    a_sent_delivery()

    assert after_sealing == folders(settings) == []


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_left_that_was_killed_after_sealing_is_removed(
    settings: Settings, with_authority: Authority
) -> None:
    frozen = a_frozen_bundle()
    program = f"die_at(places, 'clear')\nmaking.finish({frozen.pk})"
    killed = dying.run(program, settings, with_authority)
    left = places.payload(frozen) / "signatures.csv"
    assert left.is_file()

    tasks.clear_leftovers()

    assert killed == -signal.SIGKILL
    assert Bundle.objects.get().state == State.SEALED
    assert folders(settings) == []
    assert places.sealed(Bundle.objects.get()).is_file()


def test_what_is_not_sealed_yet_keeps_what_was_written(settings: Settings) -> None:
    written = bundles.write(a_frozen_bundle().pk)
    (settings.BUNDLES_ROOT / ".work" / "lost+found").mkdir()

    bundles.clear_leftovers()

    assert places.payload(written).is_dir()


def test_nothing_is_taken_from_under_a_worker() -> None:
    bundle = a_sealed_bundle()

    with places.alone(bundle, wait=False) as is_mine, places.fresh(bundle, "outgoing") as folder:
        bundles.clear_leftovers()
        assert is_mine
        assert folder.is_dir()

    assert not places.work(bundle).exists()
