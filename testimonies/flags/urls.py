"""What stands beside a submission about doubts. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from testimonies.flags import views

NAME = "testimonies_submission"


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    place = "<str:reference>/doubts/"
    return [
        path(place, view(views.page), name=f"{NAME}_flags"),
        path(f"{place}raise/", view(views.raise_flag), name=f"{NAME}_raise_flag"),
        path(f"{place}<uuid:flag>/close/", view(views.close), name=f"{NAME}_close_flag"),
    ]
