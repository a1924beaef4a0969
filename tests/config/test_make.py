"""What make says on a machine that lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = ("make", "sh", "rm", "find")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy that has never been started, in a folder whose name has spaces."""
    folder = tmp_path / "a fresh checkout"
    (folder / "config" / "local").mkdir(parents=True)
    shutil.copytree(ROOT / "requirements", folder / "requirements")
    shutil.copy(ROOT / "config" / "local" / "install.py", folder / "config" / "local")
    shutil.copy(ROOT / "Makefile", folder)
    return folder


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    folder = tmp_path / "bin"
    folder.mkdir()
    for tool in TOOLS:
        found = shutil.which(tool)
        assert found is not None
        (folder / tool).symlink_to(found)
    return folder


def test_without_a_python_it_says_which_one_it_needs(checkout: Path, bin_folder: Path) -> None:
    ran = _make(checkout, bin_folder, "run")

    assert ran.returncode != 0
    assert "needs Python 3.11 or newer" in ran.stderr


def test_without_the_venv_module_it_names_the_package(checkout: Path, bin_folder: Path) -> None:
    crippled = bin_folder / "python3"
    crippled.write_text(
        '#!/bin/sh\ncase "$*" in *"-m venv"*|*ensurepip*) exit 1;; esac\n'
        f'exec "{sys.executable}" "$@"\n'
    )
    crippled.chmod(0o755)

    ran = _make(checkout, bin_folder, "run")

    assert ran.returncode != 0
    assert "-venv" in ran.stderr
    assert "apt-get install python3" in ran.stderr


def test_clean_removes_what_make_has_made_and_nothing_else(
    checkout: Path, bin_folder: Path
) -> None:
    before = sorted(path.relative_to(checkout) for path in checkout.rglob("*"))
    for name in (".venv", "var", ".mypy_cache", "config/__pycache__"):
        (checkout / name).mkdir()
        (checkout / name / "something").touch()
    (checkout / "mine.txt").touch()

    ran = _make(checkout, bin_folder, "clean")

    assert ran.returncode == 0, ran.stderr
    (checkout / "mine.txt").unlink()
    assert sorted(path.relative_to(checkout) for path in checkout.rglob("*")) == before


def _make(checkout: Path, bin_folder: Path, target: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    return subprocess.run(
        ["make", target],
        cwd=checkout,
        env=kept | {"PATH": str(bin_folder), "HOME": ""},
        capture_output=True,
        text=True,
        check=False,
    )
