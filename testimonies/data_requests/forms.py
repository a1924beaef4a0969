"""What is asked of whoever uses a right, and of whoever answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from testimonies.data_requests.actions import Written
from testimonies.models import Submission
from testimonies.models.channel import TYPED_IN, Channel
from testimonies.models.data_request import Asker, Ground, Right, Shown
from testimonies.privacy import references
from testimonies.templatetags.components import language_name

TOO_LONG = _("This is too long. Write the rest as a message.")


class Ask(forms.Form):
    """By the holder of a case."""

    right = forms.ChoiceField(
        label=_("What do you want?"),
        choices=[
            (Right.RECTIFICATION, _("Something is wrong and should be put right")),
            (Right.OBJECTION, _("Nothing of mine should be used any more; keep it only")),
            (Right.ERASURE, _("Everything about me should be erased")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want.")},
    )
    words = forms.CharField(
        label=_("What should we know?"),
        help_text=_(
            "What is wrong, and how it should be. You need not give reasons for the rest."
        ),
        required=False,
        validators=[MaxLengthValidator(5_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("right") == Right.RECTIFICATION and not told.get("words"):
            self.add_error("words", _("Write what is wrong, and how it should be."))
        return told


class WriteDown(forms.Form):
    """By the staff, of what came by post, telephone, visit or e-mail."""

    right = forms.ChoiceField(label=_("What they ask"), choices=Right.choices)
    asker = forms.ChoiceField(label=_("Who asks"), choices=Asker.choices)
    reference = forms.CharField(
        label=_("Which case"),
        help_text=_("The reference of what was handed in, such as BA-2026-7KQ4M. Empty if none."),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    channel = forms.ChoiceField(
        label=_("It came by"), choices=[(each.value, each.label) for each in TYPED_IN]
    )
    received_on = forms.DateField(
        label=_("It came on"),
        help_text=_("The month begins on this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": _("Write the day on which it came.")},
    )
    language = forms.ChoiceField(
        label=_("Language to answer in"),
        choices=lambda: [(code, language_name(code)) for code, _name in settings.LANGUAGES],
    )
    shown = forms.ChoiceField(
        label=_("How they have shown who they are"),
        choices=[(each.value, each.label) for each in Shown if each != Shown.CODE],
        required=False,
    )
    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    contact = forms.CharField(
        label=_("How to answer them"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words = forms.CharField(
        label=_("In their words"),
        validators=[MaxLengthValidator(5_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write down what they ask.")},
    )

    #: The case of the reference, once the form is valid.
    case_id: int | None = None

    def clean_reference(self) -> str:
        typed = references.as_written(self.cleaned_data["reference"])
        if typed:
            found = Submission.objects.filter(reference=typed, erased_at=None).first()
            if found is None:
                raise forms.ValidationError(_("Nothing was handed in under this reference."))
            self.case_id = found.case_id
        return typed

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        is_holder = told.get("asker") == Asker.HOLDER
        if is_holder and "reference" in told and not told["reference"]:
            self.add_error("reference", _("Which case do they hold? Write its reference."))
        return told

    def written(self) -> Written:
        told = self.cleaned_data
        return Written(
            right=Right(told["right"]),
            asker=Asker(told["asker"]),
            shown=Shown(told["shown"]),
            channel=Channel(told["channel"]),
            received_on=told["received_on"],
            language=told["language"],
            told={part: told[part] for part in ("words", "name", "contact") if told[part]},
        )


def words_to_them(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("What we write to them"),
        help_text=help_text,
        validators=[MaxLengthValidator(5_000, TOO_LONG)],
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write what they should read.")},
    )


class Words(forms.Form):
    words = words_to_them()


class Later(forms.Form):
    words = words_to_them(
        _("Why it takes longer. The new day, and where they can complain, are added to it.")
    )


class HowShown(forms.Form):
    shown = forms.ChoiceField(
        label=_("How"), choices=[(s.value, s.label) for s in (Shown.PAPERS, Shown.MAILBOX)]
    )


class No(forms.Form):
    #: None stands there at first: what nobody has chosen would be kept as the reason.
    ground = forms.ChoiceField(
        label=_("Ground"),
        choices=Ground.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of them.")},
    )
    words = words_to_them(_("The ground, and where they can complain, are added to it."))


class Note(forms.Form):
    note = forms.CharField(
        label=_("Why not"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For the colleague who agreed; no names. Kept in the custody log."),
        error_messages={"required": _("Write why, in a few words.")},
    )
