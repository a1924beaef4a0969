"""What the pages beside the screen of a submission share: who may open them, and their frame."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from testimonies.models import Submission


def staff(request: HttpRequest) -> User:
    """Whoever is at the desk. The admin has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def seen(request: HttpRequest, reference: str) -> Submission:
    """404 where they may not see it."""
    found = Submission.objects.visible_to(request.user).select_related("case")
    return get_object_or_404(found, reference=reference)


def opened(request: HttpRequest, reference: str, permission: str) -> tuple[User, Submission]:
    """Whoever asks, and the submission: 404 where they may not see it, 403 without permission."""
    user, submission = staff(request), seen(request, reference)
    if not user.has_perm(permission):
        raise PermissionDenied
    return user, submission


def frame(request: HttpRequest, submission: Submission) -> dict[str, Any]:
    """For templates that extend ``testimonies/review/beside_screen.html`` and have a heading."""
    return admin.site.each_context(request) | {
        "title": submission.reference,
        "submission": submission,
    }


def page(
    request: HttpRequest, submission: Submission, form: forms.Form, heading: str
) -> dict[str, Any]:
    """The same with its form."""
    return frame(request, submission) | {"heading": heading, "form": form}
