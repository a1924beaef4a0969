from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from testimonies.correspondence.requests.actions import Draft
from testimonies.correspondence.requests.answers.actions import Answer
from testimonies.models import Institution, OutsideArchive
from testimonies.models.archive_answer import Outcome
from testimonies.models.archive_request import Agreed, Way

LONGEST = 20_000
LONGEST_TIME = 730


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, initial=localdate, widget=widget, **more)


def _words(label: Any, *, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, **more)


class Words(forms.Form):
    use_required_attribute = False

    recipient = _words(_("To whom: name and postal address"), rows=5)
    subject = forms.CharField(label=_("Subject"), max_length=200)
    body = _words(
        _("The letter"),
        rows=18,
        help_text=_("Our number stands under it. Say only what they need to search."),
    )


class Write(Words):
    email = forms.EmailField(label=_("Their e-mail address"), required=False)
    language = forms.ChoiceField(
        label=_("Language of the letter"), choices=settings.LANGUAGES, widget=forms.RadioSelect
    )
    agreed = forms.TypedChoiceField(
        label=_("The submitter agreed to this letter"),
        help_text=_("Without that nobody is written to in their name. Ask first."),
        choices=Agreed.choices,
        coerce=Agreed,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how the submitter agreed. Ask first if nobody has.")},
    )
    agreed_on = _day(_("On which day they agreed"))
    answer_days = forms.IntegerField(
        label=_("Within how many days an answer should be here"),
        min_value=1,
        max_value=LONGEST_TIME,
    )

    def draft(self, archive: OutsideArchive | None, institution: Institution | None) -> Draft:
        return Draft(**self.cleaned_data, archive=archive, institution=institution)


class Recipient(forms.Form):
    """Of a letter that came back."""

    use_required_attribute = False

    recipient = Words.base_fields["recipient"]


class Send(forms.Form):
    use_required_attribute = False

    way = forms.TypedChoiceField(
        label=_("How does it go?"),
        help_text=_("By post it waits to be printed. An e-mail goes at once, and unencrypted."),
        choices=Way.choices,
        coerce=Way,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it goes.")},
    )
    on = _day(_("If it went by hand: on which day"))


class Answered(forms.Form):
    use_required_attribute = False

    outcome = forms.TypedChoiceField(
        label=_("What do they say?"),
        choices=Outcome.choices,
        coerce=Outcome,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what they say.")},
    )
    on = _day(_("Received on"))
    words = _words(_("In a few words"), rows=4)
    passed_on_to = forms.CharField(label=_("Passed on to whom"), max_length=200, required=False)
    their_number = forms.CharField(label=_("Their number"), max_length=80, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        is_passed_on = cleaned.get("outcome") == Outcome.FORWARDED
        if is_passed_on and not cleaned.get("passed_on_to"):
            self.add_error("passed_on_to", _("Write to whom they passed it on."))
        return cleaned

    def answer(self) -> Answer:
        return Answer(**self.cleaned_data)


class WaitOn(forms.Form):
    use_required_attribute = False

    until = forms.DateField(
        label=_("Until which day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class Scan(forms.Form):
    file = forms.FileField(
        label=_("Scan of what came back"),
        help_text=_("All pages in one PDF if you can. Two people read it before it is used."),
        allow_empty_file=True,
        error_messages={"required": _("Choose the file first.")},
    )
