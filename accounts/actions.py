"""Used by the administrator's desk, where staff come and lose a telephone, and by a worker."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction

from accounts.models import User
from accounts.sessions import SessionStore


@transaction.atomic
def engage(email: str, roles: list[str]) -> User:
    """A new member of staff, who chooses a password by a link."""
    return User.objects.create_user(email, None, roles=roles)


@transaction.atomic
def forget_second_factor(user: User) -> int:
    """For whoever lost the telephone: the next sign-in sets up a new second factor."""
    deleted, _by_model = Authenticator.objects.filter(user=user).delete()
    return int(deleted)


def forget_old_sessions() -> None:
    """Nobody comes back to them, and some hold what somebody typed, encrypted."""
    SessionStore.clear_expired()
