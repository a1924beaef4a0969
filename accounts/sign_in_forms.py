"""The forms at the door of the desk, in plain words. The library checks what is typed."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as accounts
from django import forms
from django.utils.translation import gettext_lazy as _

#: (field, label, what is said when it is empty)
NEW = (
    ("password1", _("New password"), _("Please choose a new password.")),
    ("password2", _("The new password once more"), _("Please type the new password once more.")),
)


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


class ChosenAnew(forms.Form):
    """Typed twice: nobody sees what they type."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label, missing in NEW:
            _ask_for_password(self.fields[name])
            self.fields[name].label = label
            self.fields[name].error_messages |= {"required": missing}
        self.fields["password1"].help_text = _(
            "At least eight characters. Some words that nobody expects together are easily kept "
            "in mind."
        )

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if "password2" in self.errors and not self.has_error("password2", "required"):
            del self.errors["password2"]
            self.add_error("password2", _("The two are not the same. Please type it again."))
        return cleaned


class NewPasswordByLetter(ChosenAnew, accounts.ResetPasswordKeyForm):
    pass


class FirstPassword(ChosenAnew, accounts.SetPasswordForm):
    pass


class NewPassword(ChosenAnew, accounts.ChangePasswordForm):
    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        _ask_for_password(self.fields["oldpassword"])
        self.fields["oldpassword"].label = _("The password until now")


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
