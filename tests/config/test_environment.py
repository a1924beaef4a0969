"""`.env`: what it adds, and what stronger words win against it."""

from __future__ import annotations

from pathlib import Path

import pytest

from config.local import environment


@pytest.fixture
def env_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / ".env"
    path.write_text('# ours\nHELP_PHONE="+372 5555 5555"\nPORT=8123\n')
    monkeypatch.setenv("ATMINTIS_ENV_FILE", str(path))
    monkeypatch.setenv("PORT", "9000")
    monkeypatch.setenv("HELP_PHONE", "to be restored")
    monkeypatch.delenv("HELP_PHONE")
    return path


@pytest.mark.usefixtures("env_file")
def test_the_file_adds_what_is_not_set_already() -> None:
    added = environment.read_dotenv()

    assert added == {"HELP_PHONE": "+372 5555 5555"}


def test_without_the_file_nothing_is_added(env_file: Path) -> None:
    env_file.unlink()

    assert environment.read_dotenv() == {}


def test_what_is_written_down_is_private_and_goes_with_the_block(tmp_path: Path) -> None:
    environment.make_home(tmp_path)
    note = tmp_path / "run" / "env"

    with environment.written_down(tmp_path, {"PORT": "8000"}):
        written, mode = note.read_text(), note.stat().st_mode & 0o777

    assert (written, mode) == ("PORT=8000\n", 0o600)
    assert not note.exists()
