"""Rules of the house, checked by machine."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from celery import current_app
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
APPS = ("accounts", "testimonies", "petitions")
SOURCES = [
    path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts
]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
MOVES_STATE = re.compile(
    r"\.(state|workflow|publication|verification) = [^']|update\((state|workflow|publication)="
)
TOP_LEVEL = {
    "accounts", "bench", "config", "deploy", "docs", "locale", "petitions", "requirements",
    "static", "templates", "testimonies", "tests",
}  # fmt: skip


def test_only_actions_move_state() -> None:
    others = [path for path in SOURCES if not _is_actions(path)]

    moving = [path for path in others if MOVES_STATE.search(path.read_text())]

    assert moving == []


def test_actions_and_models_know_nothing_of_the_web() -> None:
    web = re.compile(r"^from django\.(http|forms|views|shortcuts|urls)\b", re.MULTILINE)
    inner = [path for path in SOURCES if _is_actions(path) or "models" in path.parts]

    assert [path for path in inner if web.search(path.read_text())] == []


def test_no_drawer_modules() -> None:
    drawers = {"utils", "helpers", "common", "misc", "services", "core", "managers"}

    assert [path for path in SOURCES if drawers & {*path.parts, path.stem}] == []


def test_nothing_hides_unfinished_work() -> None:
    words = re.compile(r"\b(TODO|FIXME|XXX|raise NotImplementedError)\b|pragma: no cover")

    assert [path for path in SOURCES if words.search(path.read_text())] == []


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    python = [*SOURCES, *(ROOT / "config").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]

    assert [path for path in python if len(path.read_text().splitlines()) > 300] == []


def test_no_import_hides_in_a_function() -> None:
    hidden = re.compile(r"^[ ]+(from [\w.]+ import|import [\w.]+)", re.MULTILINE)
    allowed = re.compile(r"if TYPE_CHECKING:\n((?:    .*\n|\n)+)")

    guilty = [path for path in SOURCES if hidden.search(allowed.sub("", path.read_text()))]

    assert guilty == []


def test_personal_models_print_a_reference_only() -> None:
    """`__str__` reaches logs, the history of the desk and error reports."""
    naming = re.compile(r"def __str__.*\n\s+return .*self\.(name|email|told|personal|contact)")

    models = [path for path in SOURCES if "models" in path.parts or path.name == "models.py"]

    assert [path for path in models if naming.search(path.read_text())] == []


def test_the_top_level_is_fixed() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()

    folders = {name.split("/")[0] for name in listed if "/" in name}

    assert folders - TOP_LEVEL - {".ci"} == set()


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_template_compiles(template: Path) -> None:
    name = template.relative_to(ROOT / "templates")

    if template.suffix == ".typ":
        return
    if name.parts[0] == "emails" and template.suffix == ".txt":
        engines["text"].get_template(name.name)
    else:
        get_template(str(name))


def test_translated_blocks_are_trimmed_and_nothing_is_inline() -> None:
    html = [path for path in TEMPLATES if path.suffix == ".html"]
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=")

    untrimmed = [
        path
        for path in TEMPLATES
        for block in re.findall(r"{% blocktranslate([^%]*)%}", path.read_text())
        if "trimmed" not in block
    ]

    assert untrimmed == []
    assert [path for path in html if inline.search(path.read_text())] == []


@pytest.mark.django_db
def test_migrations_are_complete_and_named() -> None:
    call_command("makemigrations", check=True, dry_run=True)

    named = [path.name for app in APPS for path in (ROOT / app / "migrations").glob("0*.py")]
    assert [name for name in named if "_auto_" in name] == []


def test_every_task_has_a_queue_that_somebody_works_on() -> None:
    current_app.loader.import_default_modules()
    ours = {name for name in current_app.tasks if name.startswith(APPS)}

    routes = settings.CELERY_TASK_ROUTES

    assert routes.keys() == ours
    assert {route["queue"] for route in routes.values()} <= settings.QUEUES
    assert {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()} <= ours


@pytest.mark.parametrize("app", ["testimonies", "petitions"])
def test_a_task_is_one_line_that_calls_an_action(app: str) -> None:
    source = (ROOT / app / "tasks.py").read_text()

    bodies = re.findall(r"^def \w+\([^)]*\) -> None:\n((?:    .*\n|\n)*)", source, re.MULTILINE)

    assert bodies
    for body in bodies:
        statements = [line for line in body.splitlines() if line.strip() and '"""' not in line]
        assert len(statements) <= 2, body


def test_the_import_contracts_hold() -> None:
    assert _contracts(ROOT) == 0


def test_a_broken_import_contract_is_noticed(tmp_path: Path) -> None:
    """The contract itself is tested: a copy with one wrong import must fail."""
    for name in (*APPS, "config"):
        for path in (ROOT / name).rglob("*.py"):
            copy = tmp_path / path.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_text(path.read_text())
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    with (tmp_path / "testimonies" / "errors.py").open("a") as errors:
        errors.write("\nfrom petitions import models as wrong  # noqa\n")

    assert _contracts(tmp_path) != 0


def _contracts(folder: Path) -> int:
    program = Path(sys.executable).parent / "lint-imports"
    return subprocess.run(
        [str(program), "--no-cache"], cwd=folder, capture_output=True, check=False
    ).returncode


def _is_actions(path: Path) -> bool:
    """`actions.py`, or a module of an `actions/` folder where one file got too long."""
    return path.name == "actions.py" or "actions" in path.parts
