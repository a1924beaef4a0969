from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models import Submission
from testimonies.models.testimony import Verification
from testimonies.review.forms import words
from testimonies.weighing.actions import Finding
from testimonies.weighing.queries import papers_of


class Weigh(forms.Form):
    found = forms.TypedChoiceField(
        label=_("What you found"),
        choices=Verification.choices,
        coerce=Verification,
        widget=forms.RadioSelect,
    )
    other = forms.CharField(
        label=_("Which testimony tells the same"),
        help_text=_("Its reference, such as BA-2026-7KQ4M. It must be from another hand."),
        max_length=20,
        required=False,
    )
    paper = forms.TypedChoiceField(
        label=_("Which paper shows it"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    why = words(_("Why"), _("Only the staff reads it."))

    def __init__(self, *args: Any, submission: Submission, **more: Any) -> None:
        super().__init__(*args, **more)
        offered: Any = self.fields["paper"]
        offered.choices = [*papers_of(submission), ("", _("None of them"))]

    def finding(self) -> Finding:
        said = self.cleaned_data
        return Finding(said["found"], said["why"], said["other"], said["paper"])
