"""The link by which a member of staff chooses a password."""

from __future__ import annotations

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.urls import reverse

from accounts.models import User


def path_for(user: User) -> str:
    """The path of a page that sets a new password; good for three days and for one use."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), token])
