"""How a moderator says which signatures are meant, and why they are set aside or rejected."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from petitions.models.invalidation import Source
from petitions.signing.quarantine import traces
from petitions.signing.quarantine.rules import Criterion, Previewed, Suspicion, Verdict

#: Longer than any petition has been open.
ALWAYS = timedelta(days=20 * 365)


class Moment(forms.DateTimeInput):
    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class Which(forms.Form):
    source = forms.ChoiceField(
        label=_("What they have in common"),
        choices=[
            ("", _("Nothing of this")),
            (Source.ADDRESS, _("One address")),
            (Source.NETWORK, _("One network")),
            (Source.DOMAIN, _("One mail domain")),
        ],
        required=False,
        widget=forms.RadioSelect,
    )
    told = forms.CharField(
        label=_("Which address, network or domain"),
        help_text=_("Such as 203.0.113.7, 203.0.113.0/24 or example.org."),
        required=False,
        max_length=255,
    )
    #: What was pressed in a list of crowds: known to us only as a code.
    key = forms.RegexField("^[0-9a-f]{32}$", required=False, widget=forms.HiddenInput)
    suspicion = forms.ChoiceField(
        label=_("Why they are suspicious"),
        choices=[("", _("For any reason, or none")), *Suspicion.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    since = forms.DateTimeField(label=_("Signed from"), required=False, widget=Moment)
    until = forms.DateTimeField(label=_("Signed until"), required=False, widget=Moment)

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        if self.errors:
            return answers
        if not any(answers.get(name) for name in ("source", "suspicion", "since", "until")):
            raise ValidationError(_("Say what these signatures have in common."))
        if answers["source"]:
            self._find_key(answers)
        if answers["since"] and answers["until"] and answers["since"] > answers["until"]:
            self.add_error("until", _("This is before the beginning."))
        return answers

    def _find_key(self, answers: dict[str, Any]) -> None:
        if answers["told"]:
            key = traces.key_of(answers["source"], answers["told"])
            answers["key"] = key.hex() if key else ""
            if not key:
                self.add_error("told", _("Please write it as in the examples."))
        elif not answers["key"]:
            self.add_error("told", _("Please write which one."))

    def criterion(self) -> Criterion:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Criterion(
            since=answers["since"] or now() - ALWAYS,
            until=answers["until"] or now(),
            source=answers["source"],
            key=bytes.fromhex(answers["key"]) if answers["source"] else None,
            suspicion=answers["suspicion"],
        )


class Sure(forms.Form):
    """What was seen in the preview, and the reason."""

    expected = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    newest = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept with these signatures. Please name no person."),
        error_messages={"required": _("Write why, in a few words.")},
    )

    def seen(self) -> Previewed:
        return Previewed(self.cleaned_data["expected"], self.cleaned_data["newest"])


class Seen(forms.Form):
    """How many signatures the page said that a decision changes."""

    seen = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class Decline(forms.Form):
    verdict = forms.ChoiceField(
        label=_("What is wrong with it"),
        choices=Verdict.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with it.")},
    )
