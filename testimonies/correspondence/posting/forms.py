from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from testimonies.correspondence.posting import queries, rules
from testimonies.correspondence.posting.kinds import name_of
from testimonies.models import PaperLetter
from testimonies.models.paper_letter import WhyBack
from testimonies.templatetags.components import day_month_year, language_name


def said_of(letter: PaperLetter) -> str:
    """A line of the queue; it names nobody."""
    return gettext("%(reference)s: %(what)s, %(language)s, written %(day)s") % {
        "reference": letter.submission.reference,
        "what": name_of(letter.kind),
        "language": language_name(letter.language),
        "day": day_month_year(letter.written_at),
    }


class Chosen(forms.Form):
    """Letters of one list. What has left it meanwhile is no choice any more."""

    letters = forms.MultipleChoiceField(
        label=_("Letters"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose letters first."),
            "invalid_choice": _(
                "Somebody was quicker: one of these is not in this list any more."
            ),
        },
    )

    start = forms.IntegerField(
        label=_("First free label on the sheet"),
        help_text=_("For address labels only: 1 on a whole sheet, 24 for the last place."),
        min_value=1,
        max_value=rules.LABELS,
        initial=1,
        required=False,
    )

    def __init__(self, *args: Any, offered: Iterable[PaperLetter], **more: Any) -> None:
        more["auto_id"] = f"{type(self).__name__.lower()}_%s"  # two lists stand on one page
        super().__init__(*args, **more)
        choices = [(str(each.uuid), self.line_of(each)) for each in offered]
        self.fields["letters"].choices = choices  # type: ignore[attr-defined]

    def line_of(self, letter: PaperLetter) -> str:
        return said_of(letter)


class ToPrint(Chosen):
    """All of them at first: as a rule one prints what there is."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        choices = self.fields["letters"].choices  # type: ignore[attr-defined]
        self.fields["letters"].initial = [value for value, _label in choices]


class ToPost(Chosen):
    field_order = ("letters", "on", "start")
    on = forms.DateField(
        label=_("Posted on"),
        initial=localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        required=False,
    )

    def line_of(self, letter: PaperLetter) -> str:
        """Something may have come in the way since it was printed."""
        why = queries.obstacle(letter, is_label=True)
        line = said_of(letter)
        return f"{line}. {gettext('Do not post it')}: {why}" if why else line


class CameBack(forms.Form):
    why = forms.TypedChoiceField(
        label=_("What does the post say?"),
        choices=WhyBack.choices,
        coerce=WhyBack,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the post says.")},
    )
    on = forms.DateField(
        label=_("Came back on"),
        initial=localdate,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
