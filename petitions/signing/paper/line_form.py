"""One line of a sheet as somebody keys it: short boxes beside the scan, for the keyboard."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions.models import PaperSheet
from petitions.models.paper import Reading
from petitions.signing import countries, personal_codes
from petitions.signing import rules as signing
from petitions.signing.fields import not_too_long, only_printable
from petitions.signing.paper import rules
from petitions.signing.paper.rules import Read
from testimonies.models.institution import SignatoryField

#: In place of a name: quicker than the buttons, for whoever keys many lines.
SHORTCUTS = {"?": Reading.ILLEGIBLE, "-": Reading.EMPTY, "–": Reading.EMPTY}
LONGEST = 300
_DAY_FIRST = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})|(\d{2})(\d{2})(\d{4})")
_YEAR_FIRST = re.compile(r"(\d{4})\D(\d{1,2})\D(\d{1,2})")
OLDEST = 120


class LineForm(forms.Form):
    """A line that nobody touched is left for later; see `is_untouched`."""

    reading = forms.ChoiceField(
        label=gettext_lazy("This line is"),
        choices=Reading.choices,
        initial=Reading.LEGIBLE,
        required=False,
        widget=forms.RadioSelect,
    )

    def __init__(self, sheet: PaperSheet, number: int, typed: Any = None) -> None:
        super().__init__(typed, prefix=f"line-{number}")
        self.sheet, self.number = sheet, number
        for name in _asked(sheet.fields):
            self.fields[name] = _field(name, sheet)
        self.order_fields([*_asked(sheet.fields), "reading"])

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in _asked(self.sheet.fields)]

    @property
    def is_untouched(self) -> bool:
        """Neither a word nor a choice. The country stands there from the beginning."""
        typed = (name for name in _asked(self.sheet.fields) if name != rules.COUNTRY)
        has_words = any(str(self[name].value() or "").strip() for name in typed)
        return not has_words and self["reading"].value() in {"", None, Reading.LEGIBLE}

    @property
    def read(self) -> Read:
        """What a valid form says."""
        reading = Reading(self.cleaned_data["reading"])
        if reading != Reading.LEGIBLE:
            return Read(reading)
        return Read(reading, self.told)

    @property
    def told(self) -> dict[str, str]:
        """The answers that were given; a personal code apart from its country."""
        asked = (name for name in _asked(self.sheet.fields) if name in self.cleaned_data)
        told = {name: self.cleaned_data[name] for name in asked if self.cleaned_data[name]}
        if told.get(rules.CODE):
            told[rules.CODE_COUNTRY], told[rules.CODE] = told[rules.CODE].split(":")
        return told

    def full_clean(self) -> None:
        """What cannot be read has no mistakes in it."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("reading") in {
            Reading.ILLEGIBLE,
            Reading.EMPTY,
        }:
            self._errors = forms.utils.ErrorDict(renderer=self.renderer)

    def clean_reading(self) -> str:
        shortcut = SHORTCUTS.get(str(self[rules.NAME].value() or "").strip())
        return shortcut or self.cleaned_data["reading"] or Reading.LEGIBLE

    def clean_name(self) -> str:
        return signing.tidy(self.cleaned_data[rules.NAME])

    def clean_birth_date(self) -> str:
        typed = self.cleaned_data[rules.BIRTH].strip()
        if not typed:
            return ""
        born = _date(typed)
        if born is None:
            raise ValidationError(_("Please write day, month and year, such as 14.6.1941."))
        if not localdate().year - OLDEST <= born.year or born > localdate():
            raise ValidationError(_("Nobody who is alive was born on this day."))
        return born.isoformat()

    def clean_personal_code(self) -> str:
        typed = self.cleaned_data[rules.CODE].strip().upper()
        if not typed:
            return ""
        country, _colon, code = typed.rpartition(":")
        country = country or self.sheet.code_country
        tidied = personal_codes.tidy(country, code)
        if tidied is None:
            raise ValidationError(
                _("No personal code of %(country)s is like this. Please look at the scan again.")
                % {"country": country or "?"}
            )
        return f"{country}:{tidied}"

    def clean_address(self) -> str:
        return signing.tidy(self.cleaned_data[rules.ADDRESS])

    def clean_country(self) -> str:
        return _country(self.cleaned_data[rules.COUNTRY])

    def clean_nationality(self) -> str:
        return _country(self.cleaned_data[SignatoryField.NATIONALITY])

    def clean(self) -> dict[str, Any]:
        told = self.cleaned_data
        if self.errors or told.get("reading") != Reading.LEGIBLE:
            return told
        if not rules.identity(self.told):
            sentence = _(
                "A name alone does not say who it is. If no more can be read, choose "
                "“%(illegible)s”."
            )
            self.add_error(rules.NAME, sentence % {"illegible": Reading.ILLEGIBLE.label})
        return told


def printable_or_none(words: str) -> None:
    if words:
        only_printable(words)


def _asked(fields: Sequence[str]) -> list[str]:
    """Every line has a country, also where the sheet asks none."""
    return list(dict.fromkeys([*fields, rules.COUNTRY]))


def _field(name: str, sheet: PaperSheet) -> forms.CharField:
    label = SignatoryField(name).label
    box = forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"})
    if name == rules.NAME:
        needed = {"required": _("Please write the name, or choose what the line is.")}
        return forms.CharField(
            label=label,
            widget=box,
            validators=[not_too_long, only_printable],
            error_messages=needed,
        )
    if name == rules.COUNTRY:
        box.attrs |= {"class": "key-short", "list": "countries"}
        needed = {"required": _("Please write the country, such as EE.")}
        return forms.CharField(
            label=label, widget=box, initial=sheet.country, max_length=2, error_messages=needed
        )
    if name == SignatoryField.NATIONALITY:
        box.attrs |= {"class": "key-short", "list": "countries"}
        return forms.CharField(label=label, widget=box, max_length=2, required=False)
    if name == SignatoryField.EMAIL:
        return forms.EmailField(label=label, required=False, max_length=254)
    return forms.CharField(
        label=label, widget=box, required=False, max_length=LONGEST, validators=[printable_or_none]
    )


def _country(typed: str) -> str:
    code = typed.strip().upper()
    if code and code not in countries.CODES:
        raise ValidationError(_("Please write the two letters of a country, such as EE."))
    return code


def _date(typed: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(typed):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(typed):
        day, month, year = (int(part) for part in found.groups() if part)
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
