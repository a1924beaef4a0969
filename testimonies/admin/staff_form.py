"""What an administrator says of a colleague: address, roles, and whether they may sign in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.roles import Role

#: What each of them may do, for whoever gives roles.
MAY: dict[Role, Any] = {
    Role.READER: _("reads cases, and changes nothing"),
    Role.MODERATOR: _("reads first, decides, publishes, writes to submitters"),
    Role.SECOND_READER: _("reads after the moderator, and agrees or sends back"),
    Role.ASSESSOR: _("assesses claims, and opens what is under seal"),
    Role.RELEASE_OFFICER: _("lets bundles leave, and erases"),
    Role.COORDINATOR: _("reads cases, and shares the work out"),
    Role.ADMINISTRATOR: _("staff and settings, and no case"),
}


def roles_in_words() -> list[tuple[str, str]]:
    return [(role.value, f"{role.label}: {may}") for role, may in MAY.items()]


def as_it_stands(user: User) -> str:
    return f"{user.email} {' '.join(sorted(user.roles))} {user.is_active}"


class StaffForm(forms.ModelForm[User]):
    #: Set by the desk: nobody locks themselves out.
    acting: User
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=roles_in_words,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    #: How it stood on the page: what a colleague has changed since is not written over.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = User
        fields = ("email", "roles", "is_active")

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.stands = as_it_stands(self.instance)
        self.fields["seen"].initial = self.stands

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"].lower()
        same = User.objects.filter(email__iexact=email).exclude(pk=self.instance.pk)
        if same.exists():
            raise forms.ValidationError(_("Somebody here has this address already."))
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("seen", self.stands) not in {"", self.stands}:
            raise forms.ValidationError(
                _("It has been changed in the meantime. Please look at it again.")
            )
        stays = cleaned.get("is_active", True) and Role.ADMINISTRATOR in cleaned.get("roles", [])
        if self.instance.pk == self.acting.pk and not stays:
            raise forms.ValidationError(_("You cannot take your own role of administrator away."))
        if self.instance.pk == self.acting.pk and set(cleaned["roles"]) - set(self.acting.roles):
            raise forms.ValidationError(_("Somebody else must give you another role."))
        return cleaned
