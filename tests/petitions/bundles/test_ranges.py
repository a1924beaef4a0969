"""A long list is written in ranges by whoever is there, and what is done is not done again."""

from __future__ import annotations

import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.bundles import actions as bundles
from petitions.bundles import payload, places, printed, ranges, records
from petitions.bundles.verify import verify
from petitions.models import Bundle, BundleItem
from petitions.models.bundle import State
from testimonies.models import CustodyEvent
from tests.builders_bundles import a_frozen_bundle, a_petition_with, a_target
from tests.petitions.bundles import dying

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("with_authority")]
NAMES = ("Ona Petraitė", "=Mārtiņš", "Jaan & Mari", "Олена", "Zofia")


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ranges, "RANGE", 1)
    monkeypatch.setattr(printed, "VOLUME", 1)


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Which ranges this process writes."""
    numbers: list[int] = []
    real = ranges._write

    def counting(bundle: Bundle, folder: Path, plan: ranges.Plan, number: int) -> None:
        numbers.append(number)
        real(bundle, folder, plan, number)

    monkeypatch.setattr(ranges, "_write", counting)
    return numbers


def a_bundle_for_all_formats() -> Bundle:
    petition = a_petition_with(*NAMES)
    profile = a_target(petition).profile
    profile.formats = ["csv", "xlsx", "pdf"]
    profile.save()
    return a_frozen_bundle(petition)


def folder_of(bundle: Bundle) -> Path:
    return places.work(bundle) / "ranges"


def start(bundle: Bundle, *numbers: int) -> ranges.Plan:
    """As a worker leaves it that was killed after these ranges."""
    full = Bundle.objects.select_related("target__petition", "target__profile__institution")
    bundle = full.get(pk=bundle.pk)
    plan = records.plan(bundle)
    ranges._begin(folder_of(bundle), plan)
    for number in numbers:
        ranges._write(bundle, folder_of(bundle), plan, number)
    return plan


@pytest.mark.parametrize("size", [1, 2, 3, 100])
def test_the_bytes_do_not_depend_on_the_ranges(size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printed, "VOLUME", 1)
    bundle = bundles.write(a_bundle_for_all_formats().pk)
    shutil.rmtree(places.payload(bundle))
    monkeypatch.setattr(ranges, "RANGE", size)

    bundles.write(bundle.pk)

    assert len([name for name in bundle.members if name.endswith(".pdf")]) > len(NAMES)
    assert _digests(bundle) == bundle.members


@pytest.mark.usefixtures("small")
def test_finished_ranges_are_not_written_again(written: list[int]) -> None:
    bundle = a_bundle_for_all_formats()
    start(bundle, 0, 3)
    written.clear()

    sealed = bundles.finish(bundle.pk)

    assert sealed.state == State.SEALED
    assert written == [1, 2, 4]


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("ending", [".csv.1.1", ".xlsx.1.1", ".pdf.3.1", ".json"])
@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_range_is_written_again(ending: str, damage: str, written: list[int]) -> None:
    whole = bundles.write(a_bundle_for_all_formats().pk)
    shutil.rmtree(places.payload(whole))
    start(whole, 0, 1, 2, 3, 4)
    written.clear()
    path = folder_of(whole) / f"0002{ending}"
    if damage == "gone":
        path.unlink()
    else:
        path.write_bytes(path.read_bytes()[:-1])

    bundles.write(whole.pk)

    assert written == [2]
    assert _digests(whole) == whole.members


@pytest.mark.usefixtures("small")
def test_ranges_of_another_plan_are_thrown_away(
    written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = a_bundle_for_all_formats()
    start(bundle, 0, 1, 2)
    written.clear()
    monkeypatch.setattr(ranges, "EDITION", ranges.EDITION + 1)

    bundles.write(bundle.pk)

    assert written == [0, 1, 2, 3, 4]


@pytest.mark.usefixtures("small")
def test_a_signature_that_is_missing_is_noticed() -> None:
    bundle = a_bundle_for_all_formats()
    BundleItem.objects.filter(bundle=bundle, position=3).delete()

    failed = bundles.finish(bundle.pk)

    assert failed.problem == "Signatures of this bundle are missing in the database."
    assert failed.members == {}


@pytest.mark.usefixtures("small")
def test_a_helper_writes_what_is_left_and_nothing_that_nobody_began(written: list[int]) -> None:
    bundle = a_bundle_for_all_formats()

    bundles.help_with(bundle.pk)
    assert not folder_of(bundle).exists()
    start(bundle, 1)
    written.clear()
    bundles.help_with(bundle.pk)
    bundles.help_with(bundle.pk)
    sealed = bundles.finish(bundle.pk)
    bundles.help_with(bundle.pk)

    assert written == [0, 2, 3, 4]
    assert sealed.state == State.SEALED
    assert not folder_of(bundle).exists()


@pytest.mark.usefixtures("small")
def test_a_helper_of_another_release_writes_nothing(
    written: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    bundle = a_bundle_for_all_formats()
    start(bundle, 1)
    written.clear()
    monkeypatch.setattr(ranges, "EDITION", ranges.EDITION + 1)

    bundles.help_with(bundle.pk)

    assert written == []


@pytest.mark.usefixtures("small")
def test_whoever_can_help_is_called_once_the_ranges_are_there() -> None:
    bundle = a_bundle_for_all_formats()
    called: list[int] = []

    def help_at_once(waiting: int) -> None:
        called.append(waiting)
        bundles.help_with(bundle.pk)

    assert bundles.finish(bundle.pk, call=help_at_once).state == State.SEALED
    assert called == [5]


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
def test_many_workers_at_once_write_each_range_once(written: list[int]) -> None:
    bundle = a_bundle_for_all_formats()

    def work(_worker: int) -> str:
        try:
            return bundles.finish(bundle.pk, wait=True).state
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as workers:
        states = set(workers.map(work, range(4)))

    sealed = Bundle.objects.get(pk=bundle.pk)
    assert states == {State.SEALED}
    assert sorted(written) == [0, 1, 2, 3, 4]
    assert sealed.attempts == 1
    assert CustodyEvent.objects.filter(event="bundle.sealed").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("step", "reused"),
    [
        ("ranges, '_work'", 0),
        ("ranges, '_write', 4", 3),
        ("ranges, 'whole', 3", 1),  # the plan, a record, and in the middle of the next
        ("joining, '_join_commas'", 5),
        ("joining, '_join_sheets'", 5),
        ("payload, '_write_bag'", 5),
        ("places, 'settle'", 5),
    ],
)
def test_a_worker_killed_while_writing_is_gone_on_from(
    step: str,
    reused: int,
    written: list[int],
    settings: Settings,
    with_authority: Authority,
) -> None:
    bundle = a_bundle_for_all_formats()

    program = f"ranges.RANGE = printed.VOLUME = 1\ndie_at({step})\nmaking.finish({bundle.pk})"
    ended = dying.run(program, settings, with_authority)
    Bundle.objects.filter(pk=bundle.pk).update(next_attempt_at=now())
    sealed = bundles.finish(bundle.pk)

    assert ended == -signal.SIGKILL
    assert sealed.state == State.SEALED
    assert verify(places.sealed(sealed)).problems == ()
    assert len(written) == 5 - reused


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("small")
@pytest.mark.parametrize("most", [30, 1_500, 60_000, 600_000])
def test_a_full_disk_is_said_and_made_good(
    most: int, settings: Settings, with_authority: Authority
) -> None:
    bundle = a_bundle_for_all_formats()

    program = (
        "ranges.RANGE = printed.VOLUME = 1\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
        f"making.finish({bundle.pk})"
    )
    ended = dying.run(program, settings, with_authority)
    failed = Bundle.objects.get(pk=bundle.pk)
    left = [path for path in settings.BUNDLES_ROOT.glob("*") if path.suffix == ".asice"]
    sealed = bundles.finish(bundle.pk)

    assert ended == 0
    assert (failed.state, failed.problem) == (State.FAILED, "The disk said: File too large.")
    assert left == []
    assert sealed.state == State.SEALED
    assert verify(places.sealed(sealed)).problems == ()


def test_the_pieces_can_be_read_by_nobody_else() -> None:
    bundle = a_bundle_for_all_formats()

    start(bundle, 0)

    assert folder_of(bundle).stat().st_mode & 0o777 == 0o700
    assert any(folder_of(bundle).iterdir())


def _digests(bundle: Bundle) -> dict[str, str]:
    return {name: file.sha256 for name, file in payload.digests(places.payload(bundle)).items()}
