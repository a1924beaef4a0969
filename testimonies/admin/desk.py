"""What every desk of the admin has in common: it shows, and its buttons call actions."""

from __future__ import annotations

from typing import Any, TypeVar

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest

from accounts.models import User

Thing = TypeVar("Thing", bound=Model)


class Desk(admin.ModelAdmin[Thing]):
    """Nothing is added, changed or deleted here except through a button."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def staff(request: HttpRequest) -> User:
    """The person at the desk. The admin has let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user
