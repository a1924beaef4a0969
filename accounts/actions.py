"""Used by the administrator's desk, where staff come, lose a telephone and go; and by a worker."""

from __future__ import annotations

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.db.models import F

from accounts.models import User
from accounts.sessions import SessionStore


@transaction.atomic
def engage(email: str, roles: list[str]) -> User:
    """A new member of staff, who chooses a password by a link."""
    return User.objects.create_user(email, None, roles=roles)


@transaction.atomic
def forget_second_factor(user: User) -> int:
    """For whoever lost the telephone: the next sign-in sets up a new second factor.

    SECURITY: whoever found it is signed out, and with it alone nobody signs in again.
    """
    end_sessions(user)
    deleted, _by_model = Authenticator.objects.filter(user=user).delete()
    return int(deleted)


@transaction.atomic
def end_sessions(user: User) -> None:
    """They sign in again, on every device."""
    User.objects.filter(pk=user.pk).update(sessions_ended=F("sessions_ended") + 1)
    user.refresh_from_db(fields=["sessions_ended"])


@transaction.atomic
def dismiss(user: User) -> User:
    """Somebody leaves: no role, no password, no second factor. Their acts keep their name.

    Idempotent. Links for a new password that are on their way end with the password.
    """
    user = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    user.roles, user.is_active = [], False
    user.set_unusable_password()
    user.save(update_fields=["roles", "is_active", "password"])
    forget_second_factor(user)
    user.absences.all().delete()
    return user


def forget_old_sessions() -> None:
    """Nobody comes back to them, and some hold what somebody typed, encrypted."""
    SessionStore.clear_expired()
