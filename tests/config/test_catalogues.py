"""Translations are compiled without GNU gettext, and only when they have changed."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from config.local import catalogues


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "et" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'
        '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
        'msgid "witness"\nmsgstr "tunnistaja"\n'
    )
    return path


def test_a_catalogue_is_compiled(source: Path, tmp_path: Path) -> None:
    catalogues.compile_all(tmp_path)

    with source.with_suffix(".mo").open("rb") as file:
        assert gettext.GNUTranslations(file).gettext("witness") == "tunnistaja"


def test_only_what_is_newer_is_compiled_again(source: Path, tmp_path: Path) -> None:
    catalogues.compile_all(tmp_path)
    unchanged = catalogues.compile_all(tmp_path)

    later = source.stat().st_mtime + 5
    os.utime(source, (later, later))

    assert unchanged == []
    assert catalogues.compile_all(tmp_path) == [source]


def test_no_catalogues_at_all_are_fine(tmp_path: Path) -> None:
    assert catalogues.compile_all(tmp_path / "nowhere") == []
