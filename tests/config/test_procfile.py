"""The Procfile is the one list of processes: the local instance and the examples follow it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml
from django.conf import settings

from config.local import programs

ROOT = Path(__file__).resolve().parents[2]


def test_the_local_instance_runs_what_the_procfile_names(tmp_path: Path) -> None:
    local = {child.name: child.command for child in programs.all_of(tmp_path, 8000, {})}

    real = _processes()

    assert set(local) == set(real) - {"release"}
    for name in ("quick", "worker"):
        assert local[name][local[name].index("-Q") + 1] == _queues(real[name])


def test_every_queue_has_a_worker() -> None:
    worked_on = {
        queue
        for command in _processes().values()
        if "-Q" in command
        for queue in _queues(command).split(",")
    }

    assert worked_on == settings.QUEUES


def test_the_container_example_starts_the_same_processes() -> None:
    started = {service["command"][0] for service in _containers()}

    assert started == set(_processes())


def test_no_container_starts_before_the_release_is_done() -> None:
    others = [each for each in _containers() if each["command"] != ["release"]]

    waits = [each["depends_on"]["release"]["condition"] for each in others]

    assert waits == ["service_completed_successfully"] * 4


def test_workers_that_nobody_told_their_settings_take_real_ones() -> None:
    """As the web server does. With local ones they would put letters into files."""
    told = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    words = "import config.celery, os; print(os.environ['DJANGO_SETTINGS_MODULE'])"

    ran = subprocess.run(
        [sys.executable, "-c", words],
        cwd=ROOT, env=told, capture_output=True, text=True, check=True,
    )  # fmt: skip

    assert ran.stdout == "config.settings.production\n"


def test_a_process_that_nobody_named_is_refused() -> None:
    ran = subprocess.run(
        [ROOT / "deploy" / "start", "wbe"], capture_output=True, text=True, check=False
    )

    assert ran.returncode
    assert "no process named 'wbe'" in ran.stderr


def _containers() -> list[dict[str, Any]]:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yml").read_text())["services"]
    return [service for service in services.values() if "command" in service]


def _processes() -> dict[str, str]:
    text = (ROOT / "Procfile").read_text()
    return dict(re.findall(r"^(\w+): (.+)$", text, re.MULTILINE))


def _queues(command: str) -> str:
    found = re.search(r"-Q (\S+)", command)
    assert found is not None
    return found[1]
