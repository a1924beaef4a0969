from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from testimonies.correspondence.calls.actions import Said
from testimonies.models import Call
from testimonies.models.call import Direction
from testimonies.templatetags.components import date_and_time

LONGEST = 10_000
SUBMITTER, OTHER = "submitter", "other"


def _words(label: Any, *, needed: bool, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=needed,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write it down first.")},
    )


class Note(forms.Form):
    use_required_attribute = False

    direction = forms.TypedChoiceField(
        label=_("Who called"),
        choices=Direction.choices,
        coerce=Direction,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say who called.")},
    )
    whom = forms.ChoiceField(
        label=_("With whom you spoke"),
        help_text=_(
            "What the submitter said is in the file that they can fetch. What others said is not."
        ),
        choices=[
            (SUBMITTER, _("the person who handed this in")),
            (OTHER, _("somebody else")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say with whom you spoke.")},
    )
    who = forms.CharField(
        label=_("Who it was, in a few words"),
        help_text=_("Such as: her daughter, who helps her with letters."),
        max_length=200,
        required=False,
    )
    called_at = forms.DateTimeField(
        label=_("When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
    )
    said = _words(_("What was said"), needed=True)
    agreed = _words(_("What was agreed"), needed=False)
    follow_up_on = forms.DateField(
        label=_("When somebody should come back to it"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )
    corrects = forms.ChoiceField(
        label=_("Does it put an earlier note right?"),
        help_text=_("No note is ever changed; a later one says what was wrong."),
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, earlier: list[Call], **more: Any) -> None:
        more.setdefault("prefix", "call")
        super().__init__(*args, **more)
        self.initial.setdefault("called_at", localtime().strftime("%Y-%m-%dT%H:%M"))
        if earlier:
            notes = [(str(each.uuid), date_and_time(each.called_at)) for each in earlier]
            self.fields["corrects"].choices = [("", _("No")), *notes]  # type: ignore[attr-defined]
            self.fields["corrects"].initial = ""
        else:
            del self.fields["corrects"]

    def as_said(self) -> Said:
        told = self.cleaned_data
        return Said(
            direction=told["direction"],
            with_submitter=told["whom"] == SUBMITTER,
            called_at=told["called_at"],
            told={name: told[name] for name in ("who", "said", "agreed")},
            follow_up_on=told["follow_up_on"],
            corrects=told.get("corrects") or None,
        )
