"""What stands in the menu of the desk and above its lists is said in the reader's language."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import get_fields_from_path
from django.core.exceptions import FieldDoesNotExist
from django.utils.functional import Promise

from testimonies.admin import called

OURS = {"accounts", "petitions", "testimonies"}


def test_every_list_at_the_desk_has_a_name_that_is_translated() -> None:
    shown = [model._meta for model in admin.site._registry if model._meta.app_label in OURS]

    unsaid = {
        meta.label
        for meta in shown
        if not isinstance(meta.verbose_name, Promise)
        or not isinstance(meta.verbose_name_plural, Promise)
    }

    assert shown
    assert unsaid == set()


def test_every_field_that_is_shown_has_a_name_that_is_translated() -> None:
    desks = [desk for desk in admin.site._registry.values() if desk.opts.app_label in OURS]

    unsaid = {
        f"{desk.opts.label}: {path}"
        for desk in desks
        for path in called.shown(desk)
        if not isinstance(_name_of(desk, path), Promise)
    }

    assert unsaid == set()


def _name_of(desk: admin.ModelAdmin[Any], path: str) -> Any:
    try:
        field: Any = get_fields_from_path(desk.model, path)[-1]
    except FieldDoesNotExist:  # the desk or its form has the words
        column: Any = getattr(desk, path, None)
        return column.short_description if column else desk.form.declared_fields[path].label
    return field.verbose_name if hasattr(field, "verbose_name") else desk.opts.verbose_name
