"""The fields of the form under a petition, and those that only some institutions need."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy, deepcopy
from datetime import date
from typing import Any, Self, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from petitions.signing import countries, personal_codes, rules
from petitions.signing.needs import Need
from testimonies.models.institution import SignatoryField

LONGEST_ADDRESS = 400
#: Which state gave the code; asked only where several could have.
CODE_COUNTRY = "code_country"
_OLDEST = 125  # years
_PART = 20  # of what is typed into one field of a date

AnyForm = TypeVar("AnyForm", bound=forms.Form)


class CountrySelect(forms.Widget):
    """A select box from options that were rendered once per language."""

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        options = countries.options(get_language() or "en")
        if value in countries.CODES:
            chosen = f'<option value="{value}"'
            options = mark_safe(options.replace(chosen, f"{chosen} selected", 1))  # noqa: S308
        attributes = self.build_attrs(self.attrs, attrs)
        return format_html('<select name="{}"{}>{}</select>', name, flatatt(attributes), options)


class Shared:
    """A field that all forms share, since copying it for each costs more than checking it does.

    SECURITY: no form may change such a field; everybody else's would change with it.
    """

    def __deepcopy__(self, memo: object) -> Self:
        return self


class Fields(dict[str, forms.Field]):
    """All fields of a form, of which only those are copied that are not shared."""

    def __deepcopy__(self, memo: dict[int, Any]) -> dict[str, forms.Field]:
        return {
            name: field if isinstance(field, Shared) else deepcopy(field, memo)
            for name, field in self.items()
        }


def sharing(form: type[AnyForm]) -> type[AnyForm]:
    """For a form of which a crowd sends thousands."""
    form.base_fields = Fields(form.base_fields)
    return form


class NameField(Shared, forms.CharField):
    pass


class MailField(Shared, forms.EmailField):
    pass


class OneOf(Shared, forms.ChoiceField):
    pass


class Tick(Shared, forms.BooleanField):
    pass


class CountryField(Shared, forms.CharField):
    widget = CountrySelect

    def clean(self, value: Any) -> str:
        country: str = super().clean(value).upper()
        if country and country not in countries.CODES:
            raise ValidationError(_("Please choose a country from the list."))
        return country


class Several(Shared, forms.MultipleChoiceField):
    """A form that is shown takes a copy with choices of its own."""

    def offering(self, choices: Sequence[tuple[str, Any]]) -> Self:
        own = copy(self)
        own.widget = copy(self.widget)
        own.choices = choices
        return own

    def validate(self, value: Any) -> None:
        """Against the petition's targets, by the form."""


class DateWidget(forms.MultiWidget):
    """Day, month, year: three text fields."""

    template_name = "django/forms/widgets/fuzzy_date.html"
    use_fieldset = True

    def __init__(self) -> None:
        purposes = ("bday-day", "bday-month", "bday-year")
        super().__init__([forms.TextInput(attrs={"autocomplete": each}) for each in purposes])

    def decompress(self, value: Any) -> list[str]:
        return list(value) if value else ["", "", ""]


class BirthDateField(forms.Field):
    """A whole date, as ISO 8601; empty where nothing was typed."""

    widget = DateWidget

    def clean(self, value: Any) -> str:
        parts = [str(part or "").strip().rstrip(".") for part in value or ()]
        if not any(parts):
            return ""
        if not all(part.isdecimal() and len(part) <= _PART for part in parts):
            raise ValidationError(_("Please write day, month and year in figures."))
        day, month, year = map(int, parts)
        return _possible(year, month, day).isoformat()


class AddressField(forms.CharField):
    """Several lines on the screen; one, with commas, for whoever receives it."""

    def clean(self, value: Any) -> str:
        typed: str = super().clean(value)
        lines = (rules.tidy(line).strip(" ,") for line in typed.splitlines())
        address = ", ".join(line for line in lines if line)
        if len(address) > LONGEST_ADDRESS:
            sentence = _("This address is longer than %(most)d signs. Please shorten it.")
            raise ValidationError(sentence, params={"most": LONGEST_ADDRESS})
        if address and not rules.is_printable(address):
            raise ValidationError(_("This address holds a sign that cannot be printed."))
        return address


def only_printable(name: str) -> None:
    if not rules.is_printable(name[: rules.LONGEST_NAME]):
        raise ValidationError(_("This name holds a sign that cannot be printed."))


#: Not the field's own `max_length`: browsers would cut a longer name without a word.
not_too_long = MaxLengthValidator(
    rules.LONGEST_NAME, _("This name is longer than %(limit_value)d signs. Please shorten it.")
)


def needed(needs: Sequence[Need]) -> dict[str, forms.Field]:
    """A field for each need, by its name, each saying who needs it and why. All may stay empty."""
    fields: dict[str, forms.Field] = {}
    for need in needs:
        fields[need.field] = _MAKERS[need.field](need)
        if need.field == SignatoryField.PERSONAL_CODE and len(states(need)) > 1:
            fields[CODE_COUNTRY] = _code_country(need)
    return fields


def states(need: Need) -> tuple[str, ...]:
    """Whose personal codes an answer may be; of any state we know where nobody names one."""
    return need.countries or personal_codes.COUNTRIES


def code(typed: str, given_by: str, need: Need) -> tuple[str, str]:
    """A personal code without its dashes, and the state that gave it.

    Codes of two states can look alike, so `given_by` decides where it is known.
    """
    asked = [given_by] if given_by in states(need) else states(need)
    fitting = [(tidy, state) for state in asked if (tidy := personal_codes.tidy(state, typed))]
    if not fitting:
        raise ValidationError(_("Please check this code: a figure is wrong or missing."))
    if len(fitting) > 1:
        raise ValidationError(
            _("Codes of several states look like this one. Please choose which gave it to you.")
        )
    return fitting[0]


def _possible(year: int, month: int, day: int) -> date:
    today = localdate()
    if not today.year - _OLDEST <= year <= today.year:
        raise ValidationError(_("Please check the year of birth: it has four figures."))
    try:
        born = date(year, month, day)
    except ValueError as error:
        raise ValidationError(_("There is no such day. The day comes first.")) from error
    if born > today:
        raise ValidationError(_("This day is still to come. Please check it."))
    return born


def _birth_date(need: Need) -> forms.Field:
    why = _("They count people from a certain age, or have to tell namesakes apart.")
    return BirthDateField(label=_("Your date of birth"), help_text=_why(need, why), required=False)


def _personal_code(need: Need) -> forms.Field:
    why = _("By the number that your state gave you they check that each person signs once.")
    return forms.CharField(
        label=_("Your personal code"),
        help_text=_why(need, why),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )


def _code_country(need: Need) -> forms.Field:
    names = countries.names(get_language() or "en")
    return forms.ChoiceField(
        label=_("Which state gave you this code"),
        choices=[(state, names[state]) for state in states(need)],
        required=False,
        widget=forms.RadioSelect,
    )


def _address(need: Need) -> forms.Field:
    why = _("Their law asks where each person lives: street, house, postcode, town, country.")
    return AddressField(
        label=_("Your address"),
        help_text=_why(need, why),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "street-address"}),
    )


def _nationality(need: Need) -> forms.Field:
    why = _("They take petitions from citizens of certain countries.")
    return CountryField(
        label=_("The country whose citizen you are"), help_text=_why(need, why), required=False
    )


def _why(need: Need, reason: Any) -> SafeString:
    """In the language of the page: the form is made anew for each page."""
    names = "; ".join(need.institutions)
    return format_html("<strong>{}</strong><br>{}", names, reason)


_MAKERS: dict[str, Callable[[Need], forms.Field]] = {
    SignatoryField.BIRTH_DATE: _birth_date,
    SignatoryField.PERSONAL_CODE: _personal_code,
    SignatoryField.ADDRESS: _address,
    SignatoryField.NATIONALITY: _nationality,
}
