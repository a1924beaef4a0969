from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from petitions.deliveries.responding.actions import Outcome
from petitions.models.response import ResponseKind
from petitions.signing.fields import DateWidget

MOST_COUNTED = 2_000_000_000
LONGEST_TEXT = 5000
#: Nobody has answered before; 26 is no year.
EARLIEST = 1900
#: In the order in which they are usual.
KINDS = (
    (ResponseKind.ANSWER, _("An answer to the petition")),
    (ResponseKind.HEARING, _("A hearing or a sitting about it")),
    (ResponseKind.DECISION, _("A decision about it")),
    (ResponseKind.REJECTION, _("It was rejected")),
    (ResponseKind.REFERRAL, _("It was passed on to another body")),
)


class DayWidget(DateWidget):
    def __init__(self) -> None:
        super().__init__()
        for part in self.widgets:
            part.attrs["autocomplete"] = "off"


class DayField(forms.Field):
    """Day, month and year in figures; a `date`."""

    widget = DayWidget

    def clean(self, value: Any) -> date:
        parts = [str(part or "").strip().rstrip(".") for part in value or ()]
        if not any(parts):
            raise ValidationError(_("Write on which day."))
        if not all(part.isdecimal() and part.isascii() for part in parts):
            raise ValidationError(_("Please write day, month and year in figures."))
        try:
            day, month, year = map(int, parts)
            said = date(year, month, day)
        except (ValueError, OverflowError) as error:
            raise ValidationError(_("There is no such day. Please look again.")) from error
        if said.year < EARLIEST:
            raise ValidationError(_("Please write the year with four figures."))
        return said


class Clerk(forms.Form):
    clerk = forms.CharField(
        label=_("Your name"),
        help_text=_("Kept encrypted, for questions back."),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )


class Count(Clerk):
    verified = forms.IntegerField(
        label=_("How many signatures you have found valid"),
        min_value=0,
        max_value=MOST_COUNTED,
        error_messages={"required": _("Write how many, in figures.")},
    )
    invalid = forms.IntegerField(
        label=_("How many you have found invalid"),
        required=False,
        min_value=0,
        max_value=MOST_COUNTED,
    )
    why = forms.CharField(
        label=_("Why they are invalid"),
        help_text=_("In a few words, and without names."),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("verified", "invalid", "why", "clerk")


class Question(Clerk):
    text = forms.CharField(
        label=_("Your question"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write what you would like to know.")},
    )
    field_order = ("text", "clerk")


class Told(Clerk):
    kind = forms.ChoiceField(
        label=_("What do you want to tell?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you want to tell.")},
    )
    on = DayField(label=_("Day"), help_text=_("Of the answer, the hearing or the decision."))
    text = forms.CharField(
        label=_("In a few sentences"),
        help_text=_("A file can be added on the next page."),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write it in a few sentences.")},
    )
    web_address = forms.CharField(
        label=_("Where everybody can read it"),
        help_text=_("An address of your own site, such as https://…"),
        required=False,
        max_length=500,
        validators=[
            URLValidator(
                schemes=["https"], message=_("Write an address that begins with https://")
            )
        ],
        widget=forms.URLInput,
    )
    registry_number = forms.CharField(
        label=_("Your registry number of it"), required=False, max_length=100
    )
    may_be_public = forms.BooleanField(
        label=_("Everybody may know it"),
        help_text=_("It then appears on the page of the petition, once we have read it."),
        required=False,
    )
    field_order = (
        "kind", "on", "text", "web_address", "registry_number", "may_be_public", "clerk"
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Signers are told that an institution has answered, and on which day."""
        said = super().clean() or self.cleaned_data
        is_told_ahead = said.get("kind") == ResponseKind.HEARING or "kind" not in said
        if not is_told_ahead and "on" in said and said["on"] > localdate():
            self.add_error("on", _("This day is still to come. Only a hearing is told before it."))
        return said

    def outcome(self) -> Outcome:
        return Outcome(**self.cleaned_data)


class Document(forms.Form):
    """What lies in the file is looked at afterwards, in a process of its own."""

    document = forms.FileField(
        label=_("File"),
        help_text=_("PDF, ASiC-E (.asice, .edoc, .sce), ADOC or DOCX, up to 10 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".pdf,.asice,.edoc,.sce,.adoc,.docx"}),
    )


class Countersigned(Document):
    """Only a container carries a signature beside our seal."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = self.fields["document"]
        asked.help_text = _("The .asice file (also .edoc or .sce), up to 10 MB.")
        asked.widget.attrs["accept"] = ".asice,.edoc,.sce"
