"""What documents name is there, and what somebody can set is named in them."""

from __future__ import annotations

import re
from pathlib import Path

from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = {path: path.read_text() for path in (*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"))}
LINK = re.compile(r"\]\(([^):#]+)(?:#[^)]*)?\)")
DECISIONS = re.compile(r"\bdecisions?[ /](0\d{3}(?:, 0\d{3})*)")
COMMAND = re.compile(r"manage\.py ([a-z]\w+)")
SETTING = re.compile(r'\benv(?:\.\w+)?\(\s*"(\w+)"')


def test_every_link_leads_somewhere() -> None:
    links = [
        path.parent / place for path, text in DOCUMENTS.items() for place in LINK.findall(text)
    ]

    assert [place for place in links if not place.exists()] == []


def test_every_decision_that_is_named_is_there() -> None:
    there = {path.name[:4] for path in DOCUMENTS if path.parent.name == "decisions"}
    named = ", ".join(each for text in DOCUMENTS.values() for each in DECISIONS.findall(text))

    assert {*named.split(", ")} - there == set()


def test_every_command_that_is_named_is_there() -> None:
    named = {each for text in DOCUMENTS.values() for each in COMMAND.findall(text)}

    assert named - {*get_commands()} == set()


def test_every_setting_is_explained_to_whoever_installs() -> None:
    files = [ROOT / "config" / "settings" / name for name in ("base.py", "production.py")]
    read = {name for file in files for name in SETTING.findall(file.read_text())}

    explained = re.findall(r"`(\w+)[`=]", DOCUMENTS[ROOT / "docs" / "operations.md"])

    assert read - {*explained} == set()
