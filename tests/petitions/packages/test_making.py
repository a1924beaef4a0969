"""Writing a package, killed at any point, on a full disk, by two at once; and letting go of it."""

from __future__ import annotations

import hashlib
import signal
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Barrier

import pytest
from django.db import connection, transaction
from django.utils.timezone import now
from pytest_django import Settings

from config.local.authority import Authority
from petitions.models import ArchivePackage
from petitions.models.package import State
from petitions.packages import actions as packages
from petitions.packages import places
from petitions.packages.actions import MOST_ATTEMPTS
from testimonies.errors import Refusal
from testimonies.models import CustodyEvent
from tests.builders_ledger import a_ledger
from tests.builders_packages import an_order, files_of, of_petition, written
from tests.builders_review import a_release_officer
from tests.petitions.bundles import dying
from tests.petitions.packages import validators

pytestmark = pytest.mark.django_db
START = """
from petitions.bundles import stored_zip
from petitions.packages import actions as packages, eark, mets
"""


def left() -> list[str]:
    """What lies in the folder of packages, but for the locks."""
    return sorted(each.name for each in places.folder().iterdir() if each.suffix != ".lock")


def events(package: ArchivePackage) -> list[str]:
    own = CustodyEvent.objects.filter(subject=str(package.uuid)).order_by("pk")
    return list(own.values_list("event", flat=True))


def test_it_is_written_once_and_told_in_the_custody_log() -> None:
    package = of_petition(a_ledger(1))

    first = packages.write(package.pk)
    again = packages.write(package.pk)

    path = places.file(first)
    assert (first.state, first.attempts, again.attempts) == (State.READY, 1, 1)
    assert first.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert first.size == path.stat().st_size
    assert path.stat().st_mode & 0o777 == 0o600
    assert events(package) == ["package.asked", "package.written"]
    asked = CustodyEvent.objects.get(event="package.asked")
    assert (asked.by, asked.detail["reason"]) == (a_release_officer(), "Agreed in May")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "step",
    [
        "die_at(stored_zip.StoredZip, 'add_blocks', 1)",
        "die_at(stored_zip.StoredZip, 'add_blocks', 9)",
        "die_at(mets, 'of_package')",
        "die_at(packages.manifest, 'measure')",
        "die_at(packages, '_keep')",
    ],
)
def test_a_worker_killed_at_any_step_leaves_nothing_that_the_next_one_minds(
    step: str, settings: Settings, with_authority: Authority, tmp_path: Path
) -> None:
    petition = a_ledger(2)
    package, whole = of_petition(petition), None

    killed = dying.run(f"{START}{step}\npackages.write({package.pk})", settings, with_authority)
    (waiting,) = packages.sweep()
    done = packages.write(waiting)

    assert killed == -signal.SIGKILL
    assert (done.state, done.attempts) == (State.READY, 2)
    assert left() == [f"{package.uuid}.zip"]
    whole = places.file(done).read_bytes()
    places.file(done).unlink()
    ArchivePackage.objects.filter(pk=done.pk).update(state=State.ASKED)
    assert places.file(packages.write(done.pk)).read_bytes() == whole
    validators.must_be_valid(validators.eark(places.file(done), tmp_path))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most", [30, 30_000, 90_000])
def test_a_full_disk_is_said_and_made_good(
    most: int, settings: Settings, with_authority: Authority
) -> None:
    package = of_petition(a_ledger(2))

    limit = f"resource.setrlimit(resource.RLIMIT_FSIZE, ({most}, {most}))\n"
    ended = dying.run(f"{START}{limit}packages.write({package.pk})", settings, with_authority)
    failed = ArchivePackage.objects.get(pk=package.pk)
    lying = left()
    packages.try_again(package.pk, by=a_release_officer())
    done = packages.write(package.pk)

    assert ended == 0
    assert (failed.state, failed.problem) == (State.FAILED, "The disk said: File too large.")
    assert lying == []
    assert done.state == State.READY


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_writes_and_the_other_leaves() -> None:
    package = of_petition(a_ledger(1))

    def work(_worker: int) -> str:
        try:
            return packages.write(package.pk).state
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as workers:
        list(workers.map(work, range(2)))

    done = ArchivePackage.objects.get(pk=package.pk)
    assert (done.state, done.attempts) == (State.READY, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_orders_in_the_same_moment_one_is_written_down() -> None:
    petition, order, officer = a_ledger(1), an_order(), a_release_officer()
    both_began = Barrier(2)

    def ask(_click: int) -> ArchivePackage:
        try:
            with transaction.atomic():
                connection.cursor().execute("SELECT 1")
                both_began.wait(10)
                return packages.ask_for_petition(petition.pk, order, by=officer)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicks:
        first, second = clicks.map(ask, range(2))

    assert first == second == ArchivePackage.objects.get()
    assert events(first) == ["package.asked"]


def test_what_kills_each_worker_does_not_go_on_for_ever() -> None:
    package = of_petition(a_ledger(1))
    ArchivePackage.objects.filter(pk=package.pk).update(attempts=MOST_ATTEMPTS)

    stopped = packages.write(package.pk)

    assert stopped.state == State.FAILED
    assert packages.sweep() == []
    assert packages.write(packages.try_again(package.pk, by=a_release_officer()).pk).sha256


def test_it_is_deleted_after_a_while_and_its_digest_stays() -> None:
    package = written(of_petition(a_ledger(1)))
    ArchivePackage.objects.filter(pk=package.pk).update(delete_at=now() - timedelta(seconds=1))

    packages.sweep()

    gone = ArchivePackage.objects.get(pk=package.pk)
    assert (gone.state, gone.sha256) == (State.DELETED, package.sha256)
    assert gone.removed_at
    assert left() == []
    assert not list(places.folder().iterdir())
    assert events(package)[-1] == "package.deleted"
    with pytest.raises(Refusal):
        packages.hand_out(package.pk, by=a_release_officer())


def test_what_was_written_while_somebody_deleted_it_goes_with_the_sweep() -> None:
    package = of_petition(a_ledger(1))
    with places.alone(package, wait=False):
        packages.delete(package.pk, by=a_release_officer(), reason="A mistake")
        places.file(package).write_bytes(b"written meanwhile")

    assert left() == [f"{package.uuid}.zip"]
    packages.sweep()

    assert left() == []
    assert ArchivePackage.objects.get(pk=package.pk).removed_at


def test_each_passage_is_written_down_with_its_bytes() -> None:
    package, officer = written(of_petition(a_ledger(1))), a_release_officer()

    packages.hand_out(package.pk, by=officer, first=0, last=99)

    line = CustodyEvent.objects.get(event="package.handed_out")
    assert (line.by, line.detail["first"], line.detail["last"]) == (officer, 0, 99)
    assert line.detail["sha256"] == package.sha256


@pytest.mark.parametrize(
    "told", [{"archive": " "}, {"reason": ""}, {"archive": "Rahvus\u202earhiiv"}]
)
def test_without_an_archive_and_a_reason_nothing_is_made(told: dict[str, str]) -> None:
    petition = a_ledger(1)

    with pytest.raises(Refusal):
        packages.ask_for_petition(petition.pk, an_order(**told), by=a_release_officer())

    assert not ArchivePackage.objects.exists()


def test_no_name_begins_a_line_of_its_own(tmp_path: Path) -> None:
    order = an_order("bagit", archive="Arhiiv\nPayload-Oxum: 1.1", agreement="7\r\nX: y")
    package = packages.ask_for_petition(a_ledger(1).pk, order, by=a_release_officer())

    about = files_of(written(package))["bag-info.txt"].decode().splitlines()

    assert "Recipient: Arhiiv Payload-Oxum: 1.1" in about
    assert "Submission-Agreement: 7 X: y" in about
    assert validators.bag(places.file(package), tmp_path)["problem"] == ""
