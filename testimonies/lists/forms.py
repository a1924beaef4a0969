"""What staff say of a list: what it is, what its columns mean, and how it is written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.lists import encodings
from testimonies.lists.actions import Described
from testimonies.lists.columns import Field
from testimonies.models.episode import EpisodeType
from testimonies.models.imported import Licence
from testimonies.models.person import Role

BY_ITSELF = ("", _("As the file says itself"))
ROLES = [
    (role.value, role.label) for role in (Role.PERSON_DEPORTED, Role.FAMILY_MEMBER, Role.MENTIONED)
]


class HowToRead(forms.Form):
    encoding = forms.ChoiceField(
        label=_("The encoding of its letters"),
        choices=[BY_ITSELF, *encodings.CHOICES],
        required=False,
        help_text=_("Look at the first rows: are all letters right?"),
    )
    sheet = forms.IntegerField(
        label=_("The sheet, where several are filled"),
        min_value=1,
        max_value=30_000,
        required=False,
        help_text=_("Its number in the workbook: 1 is the first."),
    )


class NewList(forms.Form):
    """A file with a list, and where it is from."""

    name = forms.CharField(
        label=_("What the list is called"),
        max_length=200,
        help_text=_("A corrected list has the name of the earlier one."),
        error_messages={"required": _("Write what the list is called.")},
    )
    holder = forms.CharField(
        label=_("Who keeps the list"),
        max_length=200,
        help_text=_("The archive, museum, association or family."),
        error_messages={"required": _("Write who keeps the list.")},
    )
    licence = forms.ChoiceField(
        label=_("Its licence"),
        choices=Licence,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the licence.")},
    )
    terms = forms.CharField(
        label=_("Where the agreement lies, or what the licence asks of us"),
        max_length=300,
        required=False,
    )
    given_by = forms.CharField(label=_("Who gave it to us"), max_length=200, required=False)
    dated_on = forms.DateField(
        label=_("The date on the list"),
        required=False,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        help_text=_("For example 14.6.2026"),
        error_messages={"invalid": _("Write day, month and year, for example 14.6.2026.")},
    )
    role = forms.ChoiceField(
        label=_("Who the people in it are"),
        choices=ROLES,
        widget=forms.RadioSelect,
        initial=Role.PERSON_DEPORTED,
    )
    episode = forms.ChoiceField(
        label=_("What happened to all of them"),
        choices=[("", _("The list does not say so of everybody")), *EpisodeType.choices],
        required=False,
    )
    encoding = forms.ChoiceField(
        label=_("The encoding of its letters"),
        choices=[BY_ITSELF, *encodings.CHOICES],
        required=False,
    )
    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV, XLSX, ODS or GEDCOM, at most 100 MB. It is kept as it is."),
        error_messages={
            "required": _("Choose the file."),
            "empty": _("This file is empty."),
        },
    )

    def described(self) -> Described:
        told = {key: value for key, value in self.cleaned_data.items() if key != "file"}
        return Described(**told)


class Columns(forms.Form):
    """One question for each column."""

    def __init__(
        self, data: Any = None, *, headings: Sequence[str], columns: Sequence[str]
    ) -> None:
        super().__init__(data)
        for place, (heading, meaning) in enumerate(zip(headings, columns, strict=True)):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": place + 1},
                choices=[("", _("Kept, and not read")), *Field.choices],
                required=False,
                initial=meaning,
            )

    def meanings(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.fields]
