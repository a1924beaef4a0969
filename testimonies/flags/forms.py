from __future__ import annotations

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.flags.actions import Doubt
from testimonies.flags.queries import people_of
from testimonies.models import Submission
from testimonies.models.flag import FlagKind, Outcome
from testimonies.review.forms import words


class Raise(forms.Form):
    kind = forms.TypedChoiceField(
        label=_("What the doubt is"),
        choices=FlagKind.choices,
        coerce=FlagKind,
        widget=forms.RadioSelect,
    )
    person = forms.TypedChoiceField(
        label=_("Whom it is about"),
        coerce=UUID,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    passage = words(_("The words in which it lies"), _("As they stand there."))
    why = words(_("Why"), _("Only the staff reads it."))

    def __init__(self, *args: object, submission: Submission, **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        nobody = ("", _("Somebody else, or I cannot say"))
        self.fields["person"].choices = [*people_of(submission), nobody]  # type: ignore[attr-defined]
        self.fields["passage"].required = False

    def doubt(self) -> Doubt:
        said = self.cleaned_data
        return Doubt(said["kind"], said["passage"], said["why"], said["person"])


class Close(forms.Form):
    outcome = forms.TypedChoiceField(
        label=_("Why the doubt is over"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
    )
    why = words(_("How you know"), _("Only the staff reads it."))
