"""A line with names to choose from. Whatever else is written is as good."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.intake.asking import LONG, Words


class Suggesting(forms.TextInput):
    """Browsers offer the names of the list while one writes; no script takes part."""

    template_name = "django/forms/widgets/suggesting.html"
    suggestions: Iterable[Words] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget["suggestions"] = self.suggestions
        widget["attrs"]["list"] = f"{widget['attrs'].get('id', name)}_names"
        return context


def suggesting(label: Words, hint: Words = "", names: Iterable[Words] = ()) -> forms.CharField:
    widget = Suggesting(attrs={"autocomplete": "off"})
    widget.suggestions = names
    return forms.CharField(
        label=label, help_text=hint, required=False, max_length=LONG, widget=widget
    )


def place(label: Words, hint: Words = "") -> forms.CharField:
    """A place; `with_places` gives it the names of the gazetteer."""
    return suggesting(label, hint or _("As it was called then; any words are good."))


def with_places(form: forms.Form, names: Iterable[str]) -> None:
    for asked in form.fields.values():
        if isinstance(asked.widget, Suggesting) and not asked.widget.suggestions:
            asked.widget.suggestions = names
