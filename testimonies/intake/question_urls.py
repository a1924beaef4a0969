"""The addresses of one flow of question pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from testimonies.intake import views
from testimonies.intake.entries import views as entries
from testimonies.intake.flow import Flow
from testimonies.intake.parts import views as parts
from testimonies.intake.pausing import views as pausing
from testimonies.intake.saved_file import views as saved_file


def of(flow: Flow, prefix: str) -> URLResolver:
    """``prefix`` is ``testimonies/new/`` or ``claims/new/``.

    They hang under it, so that an address that begins otherwise is compared only once.
    """
    known = {"flow": flow}
    begins = path("", views.start, known, name=f"{flow.name}-start")
    return path(prefix, include([begins, path("<slug:handle>/", include(_of_draft(flow, known)))]))


def _of_draft(flow: Flow, known: dict[str, Flow]) -> list[URLPattern]:
    listed = [path("tasks/", parts.tasks, known, name=f"{flow.name}-tasks")]
    return [
        *(listed if flow.questionnaire.parts else []),
        path("code/", views.code, known, name=f"{flow.name}-code"),
        path("paused/", pausing.paused, known, name=f"{flow.name}-paused"),
        path("file/", saved_file.download, known, name=f"{flow.name}-file"),
        path("check/", views.check, known, name=f"{flow.name}-check"),
        path("declaration/", views.declaration, known, name=f"{flow.name}-declaration"),
        path("<slug:step>/", views.question, known, name=f"{flow.name}-page"),
        path(
            "<slug:step>/<slug:entry>/<int:part>/",
            entries.entry,
            known,
            name=f"{flow.name}-entry",
        ),
    ]
