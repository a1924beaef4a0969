"""A real ClamAV daemon, with the one signature that everybody tests with."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from config.local import virus_scanner
from testimonies.evidence import scanner
from testimonies.models.evidence import Scan
from tests.testimonies.evidence import files

WHAT = {
    "a picture": (files.a_picture(), Scan.CLEAN),
    "a picture with EICAR behind it": (files.a_picture() + files.EICAR, Scan.INFECTED),
    "EICAR": (files.EICAR, Scan.INFECTED),
    "more than it takes": (bytes(40 << 20), Scan.UNSCANNABLE),
}


@pytest.fixture(scope="module")
def clamav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with virus_scanner.running(tmp_path_factory.mktemp("clamav")) as address:
        yield address


@pytest.mark.parametrize("what", WHAT)
def test_the_daemon_says_what_is_in_a_file(
    what: str, clamav: str, settings: Settings, tmp_path: Path
) -> None:
    content, verdict = WHAT[what]
    settings.CLAMAV_URL = clamav
    file = tmp_path / "file"
    file.write_bytes(content)

    assert scanner.answers()
    assert scanner.scan(file) == verdict
