"""The DigiDoc library is asked in a folder of its own, and nothing stays behind."""

from __future__ import annotations

import os
import signal
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config.local.authority import Authority
from petitions.bundles import second_opinion
from testimonies.errors import Refusal
from tests.instance import eventually

#: What is larger than 500 MB, the library unpacks to a file.
LARGE = 501
MANIFEST = """<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">
<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.etsi.asic-e+zip"/>
<manifest:file-entry manifest:full-path="list.csv" manifest:media-type="text/csv"/>
</manifest:manifest>"""


def a_container_with_a_long_list(folder: Path) -> Path:
    path = folder / "long.asice"
    with zipfile.ZipFile(path, "w") as container:
        container.writestr("mimetype", "application/vnd.etsi.asic-e+zip")
        container.writestr("META-INF/manifest.xml", MANIFEST)
        entry = zipfile.ZipInfo("list.csv")
        entry.compress_type = zipfile.ZIP_DEFLATED
        with container.open(entry, "w") as member:
            for _megabyte in range(LARGE):
                member.write(bytes(1 << 20))
    return path


def test_nothing_that_the_library_unpacks_stays(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = a_container_with_a_long_list(tmp_path)
    temporary, checkout = tmp_path / "temporary", {*second_opinion.CHECKOUT.iterdir()}
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    said = second_opinion.ask(container, authority.trust_store)

    assert said == "There is no signature."
    assert {*second_opinion.CHECKOUT.iterdir()} == checkout
    assert list(temporary.iterdir()) == []


def test_it_unpacks_beside_the_file_where_its_maker_cleans_up(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    container = a_container_with_a_long_list(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "not there"))

    said = second_opinion.ask(container, authority.trust_store, beside=tmp_path)

    assert said == "There is no signature."
    assert [path.name for path in tmp_path.iterdir()] == ["long.asice"]


def test_where_memory_ends_the_library_goes_and_says_nothing_of_the_file(
    authority: Authority, tmp_path: Path
) -> None:
    container = a_container_with_a_long_list(tmp_path)

    with ThreadPoolExecutor(1) as other:
        asked = other.submit(second_opinion.ask, container, authority.trust_store)
        (child, *_others) = eventually(lambda: who_opens(container))
        goes_first = eventually(lambda: (child / "oom_score_adj").read_text() == "1000\n")
        os.kill(int(child.name), signal.SIGKILL)

        assert goes_first
        with pytest.raises(Refusal, match="killed, perhaps for want of memory"):
            asked.result()


def test_a_library_that_is_too_slow_says_nothing_of_the_file_either(
    authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_opinion, "PATIENCE", 0.01)

    with pytest.raises(Refusal, match="took too long"):
        second_opinion.ask(tmp_path / "slow.asice", authority.trust_store, beside=tmp_path)

    assert list(tmp_path.iterdir()) == []


def who_opens(container: Path) -> list[Path]:
    asked = f"petitions.bundles.digidoc\0{container}\0".encode()
    of_all = Path("/proc").glob("[0-9]*/cmdline")
    return [each.parent for each in of_all if asked in _read(each)]


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""  # it has just ended
