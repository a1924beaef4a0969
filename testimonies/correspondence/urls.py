"""What stands beside a submission about its letters and calls. Mounted by the admin."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from testimonies.correspondence import views
from testimonies.correspondence.replies.views import reply
from testimonies.correspondence.requests.views import write

NAME = "testimonies_submission"


def urls(view: Callable[..., Any]) -> list[URLPattern]:
    place = "<str:reference>/correspondence/"
    return [
        path(place, view(views.page), name=f"{NAME}_correspondence"),
        path(f"{place}reply/", view(reply), name=f"{NAME}_reply"),
        path(f"{place}archive/", view(write), name=f"{NAME}_write_to_archive"),
        path(f"{place}call/", view(views.note_call), name=f"{NAME}_call"),
        path(f"{place}call/<uuid:call>/", view(views.follow_up), name=f"{NAME}_follow_up"),
        path(f"{place}looked-after/", view(views.look_after), name=f"{NAME}_look_after"),
    ]
