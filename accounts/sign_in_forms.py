"""The forms at the door of the desk, in plain words. The library checks what is typed."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as accounts
from django import forms
from django.utils.translation import gettext_lazy as _


class SignIn(accounts.LoginForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _ask_for_address(self.fields["login"])
        _ask_for_password(self.fields["password"])
        self.fields["remember"].label = _("Stay signed in on this computer for two weeks")


class PasswordAgain(accounts.ReauthenticateForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _ask_for_password(self.fields["password"])


class ForgottenPassword(accounts.ResetPasswordForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _ask_for_address(self.fields["email"])


def _ask_for_address(field: forms.Field) -> None:
    field.label = _("Your e-mail address")
    field.widget.attrs.pop("placeholder", None)
    field.error_messages |= {
        "required": _("Please write your e-mail address."),
        "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
    }


def _ask_for_password(field: forms.Field) -> None:
    """The way to a new password stands below: before the field, the tab key would lead there."""
    field.help_text = ""
    field.widget.attrs.pop("placeholder", None)
    field.error_messages |= {"required": _("Please type your password.")}
