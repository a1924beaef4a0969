"""What the desk says about something that came, before it is typed in and after."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.intake.asking import PageForm, one_of
from testimonies.intake.transcribing import queries
from testimonies.intake.transcribing.actions import Arrived
from testimonies.intake.transcribing.flows import FLOWS
from testimonies.intake.transcribing.queries import PrintedForm
from testimonies.models import Submission
from testimonies.models.case import Kind
from testimonies.models.channel import TYPED_IN, Channel
from testimonies.models.submission import Declared

FIRST_YEAR = 1988  # the first association; anything earlier is a slip of the hand


class NewTranscription(forms.Form):
    channel = forms.ChoiceField(
        label=_("How did it come?"),
        choices=[(each.value, each.label) for each in TYPED_IN],
        widget=forms.RadioSelect,
    )
    received_on = forms.DateField(
        label=_("On which day?"),
        help_text=_("The day of the postmark or of the talk, not today's. For example 14.6.2026"),
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],  # browsers in English would ask the month first
        widget=forms.DateInput(attrs={"autocomplete": "off"}, format="%d.%m.%Y"),
        error_messages={
            "required": _("Say on which day it reached us."),
            "invalid": _("Write day, month and year, for example 14.6.2026."),
        },
    )
    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect
    )
    language = forms.ChoiceField(
        label=_("In which language is it written or told?"),
        help_text=_("The question pages are shown in this language."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )
    form_code = forms.CharField(
        label=_("Code at the foot of the printed form"),
        help_text=_("It looks like T-SELF-EN-3F9A12BC. Leave it empty if it came without a form."),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    beside = forms.CharField(
        label=_("Reference of what the same person handed in before"),
        help_text=_("It looks like BA-2026-7KQ4M. Leave it empty if there is nothing."),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_received_on(self) -> Any:
        day = self.cleaned_data["received_on"]
        if day > localdate():
            raise ValidationError(_("This day has not come yet."))
        if day.year < FIRST_YEAR:
            raise ValidationError(_("Look at the year again: that is very long ago."))
        return day

    def clean_beside(self) -> Submission | None:
        """SECURITY: to whoever keeps away from a case it is not there."""
        typed = self.cleaned_data["beside"].strip().upper()
        if not typed:
            return None
        there = Submission.objects.filter(erased_at=None).without_conflict(self.user)
        found = there.select_related("case").filter(reference=typed).first()
        if found is None:
            raise ValidationError(_("There is no such reference."))
        return found

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        typed, kind = cleaned.get("form_code"), cleaned.get("kind")
        if typed and kind:
            form = queries.printed_form(typed, FLOWS[kind].questionnaire)
            cleaned["form"] = form
            if form is None:
                self.add_error("form_code", _("We have printed no such form. Look at it again."))
            elif form.language != cleaned.get("language"):
                self.add_error("language", _("The code says that the form has another language."))
        return cleaned

    def arrived(self) -> Arrived:
        said = self.cleaned_data
        form: PrintedForm | None = said.get("form")
        return Arrived(
            channel=Channel(said["channel"]),
            received_on=said["received_on"],
            language=said["language"],
            form_code=form.code if form else "",
            text_sha256=form.text_sha256 if form else "",
            voice=form.voice if form else None,
        )


class HowDeclared(PageForm):
    """In place of the tick of somebody who hands in themselves."""

    declared = one_of(
        _("How was it declared, and the consent given?"),
        [
            (Declared.SIGNATURE, _("It is signed on paper: I see the signature.")),
            (Declared.WORD, _("It was said to me, after I had read all of it aloud.")),
        ],
    )


class Scan(forms.Form):
    file = forms.FileField(
        label=_("Scan of the letter or form"),
        help_text=_("As it came, all pages in one PDF if you can. At most 100 MB."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file first.")},
    )


class PrintLetter(forms.Form):
    with_code = forms.BooleanField(
        label=_("With a new return code; one that was printed before stops"), required=False
    )
