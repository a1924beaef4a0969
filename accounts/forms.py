"""The forms of a second factor, in plain words. The library checks what is typed and sent."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as codes
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as passkeys
from allauth.mfa.webauthn.internal import auth
from django import forms
from django.utils.translation import gettext_lazy as _

from accounts import recovery

LONGEST = 60


def _code(help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Code"),
        help_text=help_text,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": _("Type the code.")},
    )


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("What do you call it?"),
        help_text=_("So that you know it again, such as “my telephone”."),
        max_length=LONGEST,
        error_messages={"required": _("Give it a name.")},
    )


class ShowCode(codes.AuthenticateForm):
    code = _code(_("The six digits that your app shows now, or one of your recovery codes."))


class ShowCodeAgain(codes.ReauthenticateForm):
    code = _code(_("The six digits that your app shows now, or one of your recovery codes."))

    def save(self) -> None:
        super().save()
        recovery.say(context.request, self.user, self.authenticator.type)


class SetUpApp(totp.ActivateTOTPForm):
    code = _code(_("The six digits that the app shows now. They change every half minute."))


class AddPasskey(passkeys.AddWebAuthnForm):
    name = _name()
    #: There is one kind of passkey here: it opens the door alone.
    passwordless = None
    credential = forms.JSONField(
        widget=forms.HiddenInput,
        error_messages={"required": _("Your browser has not made a passkey. Please try again.")},
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        """A browser may have made it already: for a name that is missing it is not thrown away."""
        super().__init__(*args, **more)
        self.fields["name"].required = False

    def clean_credential(self) -> Any:
        """SECURITY: the lock of the device was opened; whoever only holds it has no passkey."""
        credential = self.cleaned_data["credential"]
        made = auth.parse_registration_response(credential)
        if not made.response.attestation_object.auth_data.is_user_verified():
            raise get_adapter().validation_error("not_unlocked")
        return credential


class RenamePasskey(passkeys.EditWebAuthnForm):
    name = _name()
