from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.conflicts import policies
from testimonies.models.conflict import Tie


class Colleague(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return obj.email


class KeepAway(forms.Form):
    tie = forms.ChoiceField(
        label=_("Why you keep away"),
        choices=Tie.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "You see nothing of this case any more then. Only an administrator can change that."
        ),
        error_messages={"required": _("Choose one of them.")},
    )


class ColleagueKeepsAway(forms.Form):
    """Somebody at the desk knows of a tie that a colleague has not spoken of."""

    of = Colleague(
        label=_("Which colleague"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )
    tie = forms.ChoiceField(
        label=_("Why"),
        choices=Tie.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )

    def __init__(self, *args: Any, by: User, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["of"].queryset = policies.who_reads(besides=by)  # type: ignore[attr-defined]


class KeptAway(forms.Form):
    """An administrator writes down what a colleague has said."""

    named = forms.CharField(
        label=_("Reference of the case or of the person"),
        help_text=_("Such as BA-2026-7KQ4M, or P-7KQ4M2XD."),
        max_length=20,
        error_messages={"required": _("Type the reference.")},
    )
    tie = forms.ChoiceField(
        label=_("Why"),
        choices=Tie.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )

    def clean_named(self) -> str:
        named: str = self.cleaned_data["named"]
        return named.strip().upper()


class EndsKeepingAway(forms.Form):
    named = forms.CharField(
        label=_("Reference of what may be seen again"),
        max_length=20,
        error_messages={"required": _("Type the reference.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        help_text=_("Kept in the custody log. Name nobody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why, in a few words.")},
    )

    def clean_named(self) -> str:
        named: str = self.cleaned_data["named"]
        return named.strip().upper()
