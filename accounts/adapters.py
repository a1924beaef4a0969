import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils.translation import gettext_lazy as _

from accounts import recovery
from accounts.models import User

WAYS = {
    "reauthenticate": _("With the password"),
    "mfa_reauthenticate": _("With a code"),
    "mfa_reauthenticate:webauthn": _("With your passkey"),
}
#: By the codes of the framework.
TOO_EASY = {
    "password_too_short": _("Please take at least eight characters."),
    "password_too_similar": _("This is too much like your address. Please choose another one."),
    "password_too_common": _("Many people use this one, so it is guessed first. Choose another."),
    "password_entirely_numeric": _("Please take letters, too, and not digits alone."),
}


class AccountAdapter(DefaultAccountAdapter):
    """Staff accounts are made by an administrator: nobody signs up."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("This address and this password do not go together."),
        "incorrect_password": _("This is not your password."),
        "enter_current_password": _("This is not your password."),
        "too_many_login_attempts": _("Too many attempts. Wait five minutes, and try again."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """Who has few recovery codes left is told so while there are some."""
        recovery.say_at_the_door(request, user)
        answered: HttpResponse = super().post_login(request, user, **more)
        return answered

    def clean_password(self, password: str, user: Any = None) -> str:
        """What the framework does not take is said in our words."""
        try:
            return str(super().clean_password(password, user))
        except ValidationError as refused:
            said = [TOO_EASY.get(str(each.code), each) for each in refused.error_list]
            raise ValidationError(said) from None

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(resolve_url(settings.LOGIN_REDIRECT_URL))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The library's ways, in our words."""
        ways: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Whoever has signed in within the last five minutes has a fresh login."""
        return not _has_just_signed_in(context.request)


class ClosedSocialAdapter(DefaultSocialAccountAdapter):
    """SECURITY: an identity proven elsewhere opens no account and makes none."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        raise PermissionDenied

    def new_user(self, request: HttpRequest, sociallogin: SocialLogin) -> User:
        raise PermissionDenied

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def is_auto_signup_allowed(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def authenticate_by_email(self, sociallogin: SocialLogin) -> None:
        return None


def shown_as(user: User) -> str:
    """To themselves people are their address; everywhere else `str` says less."""
    return user.email


def _has_just_signed_in(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    newest = max((record["at"] for record in records), default=0.0)
    return bool(time.time() - newest < app_settings.REAUTHENTICATION_TIMEOUT)
