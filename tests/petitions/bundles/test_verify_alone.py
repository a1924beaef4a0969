"""A clerk's machine: an empty environment, another folder, no service, and no network at all."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.petitions.bundles.everything import Everything

pytestmark = pytest.mark.django_db
MANAGE = Path(__file__).resolve().parents[3] / "manage.py"
ALARM = """
import os, socket
def nobody(*_args, **_words):
    os._exit(99)
socket.socket.connect = socket.socket.connect_ex = socket.getaddrinfo = nobody
"""


def verified(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """As `env -i` starts it; whatever reaches for the network ends the process."""
    (folder / "sitecustomize.py").write_text(ALARM)
    return subprocess.run(
        [sys.executable, str(MANAGE), "bundles", "verify", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_alarm_rings(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(ALARM)
    program = "import socket; socket.create_connection(('127.0.0.1', 9))"

    done = subprocess.run(
        [sys.executable, "-c", program], env={"PYTHONPATH": str(tmp_path)}, check=False
    )

    assert done.returncode == 99


def test_all_parts_of_a_real_bundle_are_checked_by_the_files_alone(
    whole: Everything, root: Path, tmp_path: Path
) -> None:
    done = verified(tmp_path, str(whole.together), "--trust", str(root))

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("Sealed by TEST Atmintis e-Seal, level B-LT") == len(whole.parts)
    assert done.stdout.endswith("The bundle is whole and its seal is valid.\n")


def test_of_one_part_nobody_is_told_that_the_bundle_is_whole(
    whole: Everything, root: Path, tmp_path: Path
) -> None:
    done = verified(tmp_path, str(whole.parts[1]), "--trust", str(root))

    assert (done.returncode, done.stderr) == (0, "")
    assert f"This is part 2 of {len(whole.parts)}" in done.stdout
    assert done.stdout.endswith("This part is whole and its seal is valid.\n")


def test_a_missing_part_and_a_changed_file_are_named(
    whole: Everything, root: Path, tmp_path: Path
) -> None:
    changed = tmp_path / whole.parts[0].name
    raw = whole.parts[0].read_bytes()
    changed.write_bytes(raw.replace(b"%PDF-1.7", b"%PDF-1.6", 1))

    done = verified(tmp_path, changed.name, "--trust", str(root))
    missing = verified(tmp_path, *map(str, whole.parts[1:] * 2), "--trust", str(root))

    assert (done.returncode, missing.returncode) == (1, 1)
    assert "“cover.en.pdf” is damaged or was changed." in done.stderr
    assert "Part 1 is missing." in missing.stderr
    assert "Part 2 is there more than once." in missing.stderr
