from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import User
from testimonies.care import rules
from testimonies.care.rules import OwnWay
from testimonies.models.care import Topic
from testimonies.templatetags.components import language_name

NOT_AT_ALL = ("", _("Do not remind me"))
AFTER_MINUTES = ngettext_lazy("After %(many)s minute", "After %(many)s minutes", "many")
AFTER_CASES = ngettext_lazy(
    "After %(many)s case that is hard to read",
    "After %(many)s cases that are hard to read",
    "many",
)


class Ways(forms.Form):
    """Nothing of it is required: whoever says nothing is shown everything, and never reminded."""

    languages = forms.MultipleChoiceField(
        label=_("Languages in which I read"),
        help_text=_("None ticked: all of them."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most_in_hand = forms.IntegerField(
        label=_("How many cases I have in hand at most"),
        help_text=_("Nobody gives you more than that. Left empty: no limit."),
        required=False,
        min_value=1,
        max_value=99,
    )
    days = forms.TypedMultipleChoiceField(
        label=_("Days on which I work"),
        help_text=_("None ticked: any day."),
        coerce=int,
        choices=[(number + 1, name) for number, name in WEEKDAYS.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    rather_not = forms.TypedMultipleChoiceField(
        label=_("What I would rather not read"),
        help_text=_("Cases that tell of it are not suggested to you. Nobody else sees this."),
        coerce=Topic,
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_grey = forms.BooleanField(
        label=_("Show me pictures in grey first"),
        help_text=_("In colour they are one step further."),
        required=False,
    )
    pause_minutes = forms.TypedChoiceField(
        label=_("Remind me of a pause when I have read for long"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
    pause_cases = forms.TypedChoiceField(
        label=_("Remind me of a pause after hard cases"),
        help_text=_("A note at the top of the page, and nothing else."),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        fields: dict[str, Any] = self.fields
        fields["languages"].choices = [
            (code, language_name(code)) for code, _name in settings.LANGUAGES
        ]
        fields["pause_minutes"].choices = [
            NOT_AT_ALL,
            *((each, AFTER_MINUTES % {"many": each}) for each in rules.MINUTES),
        ]
        fields["pause_cases"].choices = [
            NOT_AT_ALL,
            *((each, AFTER_CASES % {"many": each}) for each in rules.CASES),
        ]

    def own_way(self) -> OwnWay:
        told = self.cleaned_data
        return OwnWay(
            languages=tuple(told["languages"]),
            most_in_hand=told["most_in_hand"],
            days=tuple(told["days"]),
            rather_not=frozenset(told["rather_not"]),
            is_grey=told["is_grey"],
            pause_minutes=told["pause_minutes"],
            pause_cases=told["pause_cases"],
        )


class Notes(forms.Form):
    topics = forms.TypedMultipleChoiceField(
        label=_("This case tells of"),
        coerce=Topic,
        choices=Topic.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


class Colleague(forms.ModelChoiceField[User]):
    def label_from_instance(self, obj: User) -> str:
        return obj.email


class ShareOut(forms.Form):
    to = Colleague(
        label=_("To whom"),
        queryset=User.objects.none(),
        empty_label=None,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colleague.")},
    )
    note = forms.CharField(
        label=_("What should your colleague know?"),
        help_text=_("The submitter never sees it."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write it down first.")},
    )

    def __init__(self, *args: Any, colleagues: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["to"].queryset = colleagues  # type: ignore[attr-defined]
