"""Browsers read one way of writing a day, whatever the language; else their field stays empty."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from django import forms
from django.conf import settings
from django.forms.widgets import DateTimeBaseInput
from django.urls import get_resolver
from django.utils import translation

DAY = datetime(2026, 11, 27, 9, 30, tzinfo=UTC)
WRITTEN = {"date": "2026-11-27", "datetime-local": "2026-11-27T09:30"}


def widgets(kind: type[forms.BaseForm] = forms.BaseForm) -> Iterator[tuple[str, Any]]:
    for form in kind.__subclasses__():
        yield from widgets(form)
        for name, field in getattr(form, "base_fields", {}).items():
            if isinstance(field.widget, DateTimeBaseInput):
                yield f"{form.__module__}.{form.__name__}.{name}", field.widget


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_day_that_is_proposed_is_read_by_the_browser(language: str) -> None:
    get_resolver().url_patterns  # noqa: B018 - every form is there once every view is
    wrong = {}

    with translation.override(language):
        for name, widget in widgets():
            kind = widget.get_context("on", None, {})["widget"]["type"]
            value = DAY.date() if kind == "date" else DAY
            if kind in WRITTEN and widget.format_value(value) != WRITTEN[kind]:
                wrong[name] = widget.format_value(value)

    assert wrong == {}
