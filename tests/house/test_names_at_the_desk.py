"""What stands in the menu of the desk and above its lists is said in the reader's language."""

from django.contrib import admin
from django.utils.functional import Promise

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
