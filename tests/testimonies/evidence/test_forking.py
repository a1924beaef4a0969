"""Files of strangers are opened by forks of a process that has imported its decoders."""

from __future__ import annotations

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from testimonies.evidence import confined, forked
from testimonies.evidence.opening import Verdict
from tests.instance import eventually
from tests.testimonies.evidence import files

PDF, PICTURE = "application/pdf", "image/jpeg"


@pytest.fixture
def never_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file whose reader waits until it is ended."""
    monkeypatch.setattr(confined, "COPY", confined.Room(memory=640 << 20, seconds=1))
    os.mkfifo(tmp_path / "never")
    return tmp_path / "never"


def test_many_at_once_get_each_their_own_answer(tmp_path: Path) -> None:
    (tmp_path / PDF[-3:]).write_bytes(files.a_pdf())
    (tmp_path / PICTURE[-3:]).write_bytes(files.a_picture())
    asked = [(name, kind) for name in ("pdf", "peg") for kind in (PDF, PICTURE)] * 3

    with ThreadPoolExecutor(4) as hands:
        told = list(hands.map(lambda each: _look(tmp_path / each[0], each[1]), asked))

    each = [Verdict.OPENS, Verdict.DAMAGED_PICTURE, Verdict.DAMAGED_PDF, Verdict.OPENS]
    assert told == each * 3


def test_a_decoder_has_no_keys_and_no_line_to_us_and_ends_in_time(never_written: Path) -> None:
    small = never_written.with_name("small")

    with ThreadPoolExecutor(1) as hands:
        told = hands.submit(confined.thumbnail, never_written, small, kind=PICTURE)
        [fork] = eventually(_forks_of_forks)
        open_files = {str(each.readlink()).partition(":")[0] for each in (fork / "fd").iterdir()}
        environment = (fork / "environ").read_bytes()

    assert told.result() is False
    assert open_files == {"/dev/null", "pipe"}
    assert environment == b""
    eventually(lambda: not _forks_of_forks())


def test_one_who_was_killed_is_followed_by_another(tmp_path: Path) -> None:
    (tmp_path / "pdf").write_bytes(files.a_pdf())
    before = _look(tmp_path / "pdf", PDF)
    os.kill(_forker(), signal.SIGKILL)

    after = _look(tmp_path / "pdf", PDF)

    assert (before, after) == (Verdict.OPENS, Verdict.OPENS)


def _look(path: Path, kind: str) -> Verdict:
    with path.open("rb") as file:
        return confined.look(file, kind)


def _forker() -> int:
    return forked.forkers[confined.JOBS].process.pid


def _forks_of_forks() -> list[Path]:
    """Who have opened a file, or try to."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has just ended
    forks = {pid for pid, parent in parents.items() if parent == _forker()}
    return [Path("/proc") / str(pid) for pid, parent in parents.items() if parent in forks]


def test_nobody_ends_the_one_who_has_followed() -> None:
    first = forked._start("json.tool")
    following = forked._start("json.tool")

    forked._forget("json.tool", first)

    assert forked.forkers["json.tool"] is following
    forked._forget("json.tool", following)
    first.end()
    assert "json.tool" not in forked.forkers
