"""The addresses of one flow of question pages."""

from __future__ import annotations

from django.urls import URLPattern, path

from testimonies.intake import views
from testimonies.intake.entries import views as entries
from testimonies.intake.flow import Flow
from testimonies.intake.parts import views as parts
from testimonies.intake.pausing import views as pausing
from testimonies.intake.saved_file import views as saved_file


def of(flow: Flow, prefix: str) -> list[URLPattern]:
    """``prefix`` is ``testimonies/new/`` or ``claims/new/``."""
    draft, known = f"{prefix}<slug:handle>/", {"flow": flow}
    listed = [path(f"{draft}tasks/", parts.tasks, known, name=f"{flow.name}-tasks")]
    return [
        *(listed if flow.questionnaire.parts else []),
        path(prefix, views.start, known, name=f"{flow.name}-start"),
        path(f"{draft}code/", views.code, known, name=f"{flow.name}-code"),
        path(f"{draft}paused/", pausing.paused, known, name=f"{flow.name}-paused"),
        path(f"{draft}file/", saved_file.download, known, name=f"{flow.name}-file"),
        path(f"{draft}check/", views.check, known, name=f"{flow.name}-check"),
        path(f"{draft}declaration/", views.declaration, known, name=f"{flow.name}-declaration"),
        path(f"{draft}<slug:step>/", views.question, known, name=f"{flow.name}-page"),
        path(
            f"{draft}<slug:step>/<slug:entry>/<int:part>/",
            entries.entry,
            known,
            name=f"{flow.name}-entry",
        ),
    ]
