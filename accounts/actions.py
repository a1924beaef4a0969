"""Used by the administrator's desk: staff come, change their roles, and lose a telephone."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from django.db import transaction
from django.urls import reverse

from accounts.models import User


@transaction.atomic
def engage(email: str, roles: list[str]) -> User:
    """A new member of staff, who chooses a password by a link."""
    return User.objects.create_user(email, None, roles=roles)


def link_for_a_password(user: User) -> str:
    """The path of a page that sets a new password; good for three days and for one use."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])


@transaction.atomic
def forget_second_factor(user: User) -> int:
    """For whoever lost the telephone: the next sign-in sets up a new second factor."""
    deleted, _by_model = Authenticator.objects.filter(user=user).delete()
    return int(deleted)
