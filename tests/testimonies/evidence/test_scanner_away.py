"""A scanner that goes away in the middle, and comes back: nothing is lost, nothing given up."""

from __future__ import annotations

import errno
import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Event
from typing import NoReturn

import pytest
from pytest_django import Settings

from config.local import virus_scanner
from testimonies.evidence import actions as evidence
from testimonies.evidence import keeping, scanner
from testimonies.models import CustodyEvent, StoredFile
from testimonies.models.evidence import Scan
from tests.builders_intake import a_started_draft
from tests.testimonies.evidence import files

#: More than lies on the way between us and the daemon.
LONG = 20 << 20
OTHER = Event()


def test_a_scanner_that_is_started_anew_in_the_middle_is_asked_once_more(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CLAMAV_URL = virus_scanner.address_in(tmp_path)
    long = tmp_path / "file"
    long.write_bytes(files.a_picture() + os.urandom(LONG))

    with virus_scanner.daemon_in(tmp_path) as first, ThreadPoolExecutor(1) as at_once:
        first.send_signal(signal.SIGSTOP)
        verdict = at_once.submit(scanner.scan, long)
        OTHER.wait(0.5)  # until no more goes into the line
        (tmp_path / virus_scanner.SOCKET).unlink()
        with virus_scanner.daemon_in(tmp_path):
            first.kill()

            assert verdict.result(60) == Scan.CLEAN


@pytest.mark.django_db
def test_while_it_is_away_files_wait_and_are_scanned_when_it_is_back(
    settings: Settings, tmp_path: Path
) -> None:
    settings.CLAMAV_URL = virus_scanner.address_in(tmp_path)
    good = _received(files.a_picture(), "good.jpg")
    bad = _received(files.a_picture() + files.EICAR, "bad.jpg")
    with virus_scanner.daemon_in(tmp_path) as daemon:
        daemon.kill()
        daemon.wait()
        for _sweep in range(evidence.MOST_ATTEMPTS + 2):
            assert evidence.copy_waiting() == 1  # the second one is not even tried
        assert set(StoredFile.objects.values_list("scan", flat=True)) == {Scan.PENDING}
        assert not CustodyEvent.objects.filter(event="evidence.scanned").exists()

    (tmp_path / virus_scanner.SOCKET).unlink(missing_ok=True)
    with virus_scanner.daemon_in(tmp_path):
        evidence.copy_waiting()

    for original, verdict in ((good, Scan.CLEAN), (bad, Scan.INFECTED)):
        original.refresh_from_db()
        assert original.scan == verdict


@pytest.mark.django_db
def test_on_a_full_disk_files_wait_and_are_copied_when_there_is_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    original = _received(files.a_picture(), "house.jpg")
    free: dict[str, int] = {"bytes": 1000}
    monkeypatch.setattr("shutil.disk_usage", lambda _place: _Free(free["bytes"]))

    for _sweep in range(evidence.MOST_ATTEMPTS + 2):
        evidence.copy_waiting()
    original.refresh_from_db()
    assert original.scan == Scan.PENDING

    free["bytes"] = 1 << 40
    evidence.copy_waiting()
    original.refresh_from_db()
    assert original.scan == Scan.CLEAN


@pytest.mark.django_db
@pytest.mark.parametrize("full", [errno.ENOSPC, errno.EDQUOT])
def test_a_file_waits_when_the_disk_is_full_but_while_its_copy_is_written(
    full: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    original = _received(files.a_picture(), "house.jpg")

    def no_room(_name: str, _content: object) -> NoReturn:
        raise OSError(full, os.strerror(full))

    with monkeypatch.context() as while_full:
        while_full.setattr(keeping.storage(), "save", no_room)
        for _sweep in range(evidence.MOST_ATTEMPTS + 2):
            evidence.copy_waiting()
    original.refresh_from_db()
    assert (original.scan, original.attempts) == (Scan.PENDING, 0)

    evidence.copy_waiting()
    original.refresh_from_db()
    assert original.scan == Scan.CLEAN


class _Free:
    def __init__(self, free: int) -> None:
        self.free = free


def _received(content: bytes, name: str) -> StoredFile:
    case = a_started_draft().draft.case
    return evidence.receive(case.pk, files.upload(content, name), kind="other", caption="")
