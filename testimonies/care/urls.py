"""Pages about how one works, and about sharing it out. Mounted by the admin beside the queue."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from testimonies.care import views
from testimonies.care.team import views as team


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    """`view` is the admin's own door."""
    name, paper = "testimonies_submission", "<str:reference>/papers/<uuid:paper>/"
    return [
        path("how-i-work/", view(views.own_way), name=f"{name}_own_way"),
        path("next/", view(views.next_case), name=f"{name}_next"),
        path("team/", view(team.team), name=f"{name}_team"),
        path("<str:reference>/content-notes/", view(views.notes), name=f"{name}_notes"),
        path("<str:reference>/share-out/", view(team.share_out), name=f"{name}_share_out"),
        path(f"{paper}grey/", view(views.in_grey), name=f"{name}_in_grey"),
    ]
