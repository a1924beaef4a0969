from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from testimonies.claims.rules import NotRecordable
from testimonies.models import Submission
from testimonies.models.assessment import Plausibility, Support
from testimonies.review.rules import DeclineReason
from testimonies.review.taking import policies as taking

Label = Any
LONGEST = 10_000


def words(label: Label, help_text: Label = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=help_text,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write it down first.")},
    )


class NothingToSay(forms.Form):
    """A button that needs no words."""


class WhyOpen(forms.Form):
    reason = forms.CharField(
        label=_("Why do you open it?"),
        help_text=_("Kept in the custody log. Name nobody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why, in a few words.")},
    )


class WhyTakeOver(forms.Form):
    reason = forms.CharField(
        label=_("Why do you take it over?"),
        help_text=_("Kept in the custody log. Name nobody."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write why, in a few words.")},
    )


class Colleague(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return obj.email


class PassOn(forms.Form):
    to = Colleague(
        label=_("To whom"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )
    note = words(_("What should your colleague know?"), _("The submitter never sees it."))

    def offer(self, submission: Submission, by: User) -> None:
        """Who is here is asked each time, and what is given is read by whoever gets it."""
        others = taking.colleagues(submission).exclude(pk=by.pk)
        self.fields["to"].queryset = others  # type: ignore[attr-defined]


class Ask(forms.Form):
    question = words(
        _("Your question"),
        _("The submitter reads it behind the return code. The letter says only that it is there."),
    )


class Write(forms.Form):
    body = words(_("Your message"), _("The submitter reads it behind the return code."))


class Note(forms.Form):
    body = words(_("A note among us"), _("The submitter never sees it."))


class SendBack(forms.Form):
    note = words(_("What should the first reader look at again?"))


class WhyDeclined(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"),
        # What was told before is joined with the earlier one, by a button of its own.
        choices=[each for each in DeclineReason.choices if each[0] != DeclineReason.DUPLICATE],
        widget=forms.RadioSelect,
    )


class Decline(WhyDeclined):
    explanation = words(
        _("What we say to the submitter"), _("Kind and plain: what we decided, and why.")
    )


class Assess(forms.Form):
    plausibility = forms.TypedChoiceField(
        label=_("Does it fit?"),
        help_text=_("Never whether it is true, and never what anybody should get."),
        choices=Plausibility.choices,
        coerce=Plausibility,
        widget=forms.RadioSelect,
    )
    support = forms.TypedChoiceField(
        label=_("How it is supported"),
        choices=Support.choices,
        coerce=Support,
        widget=forms.RadioSelect,
    )
    words = words(_("What the other assessor should know"), _("Only the staff reads it."))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["words"].required = False


class WhichOne(forms.Form):
    original = forms.CharField(
        label=_("Which one told it first"),
        help_text=_("Its reference, such as BA-2026-7KQ4M."),
        max_length=20,
    )


class ToldBefore(WhichOne):
    explanation = words(
        _("What we say to the submitter"), _("Never the reference or the words of the other one.")
    )


class WhyNotRecordable(forms.Form):
    reason = forms.ChoiceField(
        label=_("Why"), choices=NotRecordable.choices, widget=forms.RadioSelect
    )


class NotRecordableBecause(WhyNotRecordable):
    explanation = words(
        _("What we say to the submitter"), _("Kind and plain: what is missing, and what helps.")
    )
