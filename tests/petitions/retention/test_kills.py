"""A process that is killed in the middle leaves nobody half erased, and another one goes on."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest
from django.core.management import call_command
from pytest_django import Settings

from petitions.bundles import places
from petitions.models import Bundle, Erasure, Signature
from petitions.models.erasure import State
from petitions.retention import actions as retention
from testimonies.models import CustodyEvent
from tests import forks
from tests.builders_retention import an_overdue_petition, begun

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("with_authority"),
]
PEOPLE = ("Ona Petraitė", "Mārtiņš Ozols", "Jaan Tamm", "Olena Kovalenko")
PROGRAM = """
from petitions.bundles import actions as bundles
from petitions.retention.actions import emptying, running, writing_off
from petitions.signing.paper import actions as paper
running.BATCH = 1
{die}
running.work_on({pk})
"""


def killed(erasure: Erasure, settings: Settings, die: str) -> None:
    """A process of its own works on it, and is killed at this step."""
    ended = forks.run(
        forks.DYING + PROGRAM.format(die=die, pk=erasure.pk),
        BUNDLES_ROOT=settings.BUNDLES_ROOT,
        DROP_ROOT=settings.DROP_ROOT,
    )
    assert ended == -signal.SIGKILL


def test_killed_in_a_batch_nobody_is_half_erased_and_the_next_goes_on(settings: Settings) -> None:
    an_overdue_petition(*PEOPLE)
    run = begun()

    # In the third batch, after its signature was emptied and before anything else was.
    killed(run, settings, "die_at(paper, 'erase_of', 3)")

    half = Erasure.objects.get(pk=run.pk)
    assert (half.state, half.signatures, Signature.objects.erased().count()) == (
        State.ERASING, 2, 2,
    )  # fmt: skip
    assert Signature.objects.exclude(personal=None).count() == 2
    done = retention.work_on(run.pk)
    assert (done.state, done.signatures, done.bundles) == (State.ERASED, 4, 1)
    assert Signature.objects.erased().count() == 4
    assert CustodyEvent.objects.filter(event="erasure.done").count() == 1


@pytest.mark.parametrize(
    "die",
    [
        "die_at(bundles, 'forget', 1)",
        "die_at(running, '_erase_rest', 1)",
        "die_at(bundles, 'remove_files', 1)",
        "die_at(running, 'forget_letters', 1)",
        "die_at(running, '_finish', 1)",
    ],
)
def test_killed_around_the_files_none_of_them_is_left(settings: Settings, die: str) -> None:
    an_overdue_petition(*PEOPLE)
    run = begun()

    killed(run, settings, die)
    assert Erasure.objects.get(pk=run.pk).state == State.ERASING
    call_command("retention", for_real=True, reason="Going on")

    assert Erasure.objects.get(pk=run.pk).state == State.ERASED
    assert Bundle.objects.exclude(forgotten_at=None).exclude(removed_at=None).count() == 1
    assert _files(places.sealed(Bundle.objects.get()).parent) == []
    assert CustodyEvent.objects.filter(event="bundle.files_removed").count() == 1


def _files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file() and path.suffix != ".lock"]
