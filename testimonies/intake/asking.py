"""How a page asks: forms that keep what was typed, right or wrong, and say it back in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.forms.boundfield import BoundField
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from testimonies.errors import Refusal
from testimonies.history.fuzzy_date import Doubt, FuzzyDate, from_parts
from testimonies.history.rules import FIRST_YEAR, must_be_lived
from testimonies.intake import return_code
from testimonies.intake.circumstances import Circumstances
from testimonies.models.case import Voice

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

Words: TypeAlias = "str | _StrPromise"
#: The answers to one page exactly as they were typed: name of the control → its values.
Typed = dict[str, list[str]]
Choices: TypeAlias = "Sequence[tuple[str, Words]]"

PART = 20  # of what is typed into one field of a date
LONG = 400  # of a line; names and places are long


class Certainty(StrEnum):
    EXACT = "exact"
    ABOUT = "about"
    EARLIER = "earlier"
    UNSURE = "unsure"
    UNKNOWN = "unknown"
    UNSAID = "unsaid"


CERTAINTY: Choices = [
    (Certainty.EXACT, _("It is exact")),
    (Certainty.ABOUT, _("It was about then")),
    (Certainty.EARLIER, _("It was then or earlier")),
    (Certainty.UNSURE, _("I am not sure")),
    (Certainty.UNKNOWN, _("I do not know")),
    (Certainty.UNSAID, _("I would rather not say")),
]
DOUBTS: dict[str, Doubt] = {Certainty.ABOUT: Doubt.ABOUT, Certainty.UNSURE: Doubt.UNSURE}


class FuzzyDateWidget(forms.MultiWidget):
    """Day, month, year: three text fields."""

    template_name = "django/forms/widgets/fuzzy_date.html"
    use_fieldset = True

    def __init__(self) -> None:
        super().__init__([forms.TextInput(attrs={"maxlength": size}) for size in (PART,) * 3])

    def decompress(self, value: Any) -> list[str]:
        return list(value) if value else ["", "", ""]


class ThreeParts(forms.Field):
    """The three texts of a date, any of them empty; `PageForm` makes a date of them."""

    widget = FuzzyDateWidget

    def clean(self, value: Any) -> tuple[str, str, str]:
        day, month, year = (str(part or "").strip()[:PART] for part in value or ("", "", ""))
        return day, month, year


def certainty(label: Words = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label or _("How sure is this date?"),
        choices=CERTAINTY,
        required=False,
        widget=forms.RadioSelect,
    )


def one_of(label: Words, choices: Any, hint: Words = "", *, required: bool = True) -> Any:
    """Radio buttons. The sentence of a missing answer is the same everywhere."""
    return forms.ChoiceField(
        label=label,
        choices=choices,
        help_text=hint,
        required=required,
        widget=forms.RadioSelect,
    )


def line(
    label: Words, hint: Words = "", *, required: bool = False, **attrs: str
) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONG,
        widget=forms.TextInput(attrs={"autocomplete": "off", **attrs}),
    )


def text(label: Words, hint: Words = "", *, rows: int = 4, missing: Words = "") -> forms.CharField:
    """Optional, unless there is a sentence for the case that it is missing."""
    return forms.CharField(
        label=label,
        help_text=hint,
        required=bool(missing),
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class PageForm(forms.Form):
    """The form of one page.

    `quiet` shows what was typed without judging it: an unfinished page is not a mistake.
    `instead` is an answer such as "I do not know": then what is missing is no mistake either.
    """

    #: Label and hint where somebody tells about another person, and where one voice differs.
    of_another: ClassVar[Mapping[str, tuple[Words, Words]]] = {}
    in_voice: ClassVar[Mapping[Voice, Mapping[str, tuple[Words, Words]]]] = {}
    #: Date fields, each with a certainty beside it.
    dates: ClassVar[tuple[str, ...]] = ()
    #: Those of them that may stay empty without a word.
    optional_dates: ClassVar[tuple[str, ...]] = ()
    #: The first year that can be meant, where it is not the first of the archive.
    first_years: ClassVar[Mapping[str, int]] = {}
    use_required_attribute = False  # a page can be paused half filled

    def __init__(
        self,
        typed: Typed | None = None,
        *,
        about: Circumstances | None = None,
        quiet: bool = False,
        files: Any = None,
        instead: str = "",
    ) -> None:
        self.about = about or Circumstances()
        self.quiet = quiet
        self.instead = instead
        super().__init__(MultiValueDict(typed) if typed is not None else None, files)
        for name, (label, hint) in self._sentences().items():
            self.fields[name].label, self.fields[name].help_text = label, hint
        for field in self.fields.values():
            if hasattr(field, "choices"):
                field.error_messages["required"] = _("Choose an answer: “%(question)s”") % {
                    "question": field.label
                }
        self.prepare()

    def _sentences(self) -> dict[str, tuple[Words, Words]]:
        """Those that are other than when somebody tells about themselves."""
        others = {} if self.about.voice == Voice.SELF else self.of_another
        return {**others, **self.in_voice.get(self.about.voice, {})}

    def prepare(self) -> None:
        """Set choices that depend on the circumstances."""

    def full_clean(self) -> None:
        if self.quiet:
            self._errors = ErrorDict()
            self.cleaned_data: dict[str, Any] = {}
        else:
            super().full_clean()
            if self.instead:
                self._forgive_what_is_missing()

    def _forgive_what_is_missing(self) -> None:
        for name in [name for name in self.errors if self._is_blank(name)]:
            del self.errors[name]
            match self.fields[name]:
                case ThreeParts():
                    self.cleaned_data[name] = None
                case forms.MultipleChoiceField():
                    self.cleaned_data[name] = []
                case _:
                    self.cleaned_data[name] = ""

    def _is_blank(self, name: str) -> bool:
        typed = self[name].data
        return not any(typed) if isinstance(typed, list | tuple) else not str(typed or "").strip()

    def clean(self) -> dict[str, Any]:
        for name in self.dates:
            if name in self.cleaned_data:
                self._clean_date(name)
        self.judge(self.cleaned_data)
        for name in return_code.told_in(self.cleaned_data, self.about.code_key):
            self.add_error(name, return_code.warning())
        return self.cleaned_data

    def judge(self, answers: dict[str, Any]) -> None:
        """Rules between fields. Fields with mistakes of their own are not in `answers`."""

    def _clean_date(self, name: str) -> None:
        parts: tuple[str, str, str] = self.cleaned_data[name] or ("", "", "")
        sure = self.cleaned_data.get(f"{name}_certainty") or ""
        unsaid = sure in {Certainty.UNKNOWN, Certainty.UNSAID}
        if any(parts) and unsaid:
            self.add_error(name, _("You wrote a date and also chose that you do not say one."))
        elif not any(parts) and not unsaid and name not in self.optional_dates:
            self.add_error(
                name, _("Write the date as far as you know it, or choose “I do not know”.")
            )
        elif (when := self._lived(name)) is not None:
            self.cleaned_data[name] = when

    def read_date(self, name: str) -> FuzzyDate | None:
        """The date of three fields with its certainty; what is wrong is said at the field."""
        parts: tuple[str, str, str] = self.cleaned_data.get(name) or ("", "", "")
        sure = self.cleaned_data.get(f"{name}_certainty") or ""
        try:
            return from_parts(
                *parts,
                doubt=DOUBTS.get(sure, Doubt.EXACT),
                or_earlier=sure == Certainty.EARLIER,
            )
        except Refusal as refusal:
            self.add_error(name, str(refusal))
            return None

    def _lived(self, name: str) -> FuzzyDate | None:
        """A date of the past, from years that the archive is about."""
        if (when := self.read_date(name)) is None:
            return None
        try:
            since = self.first_years.get(name, FIRST_YEAR)
            must_be_lived(when, since=since, today=localdate())
        except Refusal as refusal:
            self.add_error(name, str(refusal))
            return None
        return when

    @classmethod
    def controls(cls) -> frozenset[str]:
        """The names of everything that can be filled in."""
        return frozenset(
            f"{name}{suffix}"
            for name, field in cls.base_fields.items()
            for suffix in getattr(field.widget, "widgets_names", [""])
        )

    @classmethod
    def take(cls, sent: QueryDict) -> Typed:
        """What was typed into the controls of this page; without zeros, which nobody sees."""
        typed = ((name, sent.getlist(name)) for name in sorted(cls.controls()) if name in sent)
        return {name: [each.replace("\0", "") for each in said] for name, said in typed}

    def in_words(self) -> Iterator[tuple[str, str]]:
        """Label and answer of everything that was answered, for "check your answers"."""
        self.full_clean()
        for bound in self.visible_fields():
            words = self._words(bound)
            if words and not bound.name.endswith("_certainty"):
                yield str(bound.label), words

    def _words(self, bound: BoundField) -> str:
        if isinstance(bound.field, ThreeParts):
            return self._date_in_words(bound)
        value = self.cleaned_data.get(bound.name) if not self.quiet else bound.value()
        choices = getattr(bound.field, "choices", None)
        if choices is None:
            return str(value or "")
        labels = {str(key): str(label) for key, label in _flat(choices)}
        chosen = value if isinstance(value, list) else [value]
        return "\n".join(labels.get(str(each), str(each)) for each in chosen if each)

    def _date_in_words(self, bound: BoundField) -> str:
        when = self.cleaned_data.get(bound.name)
        if isinstance(when, FuzzyDate):
            sure = self.cleaned_data.get(f"{bound.name}_certainty")
            if sure == Certainty.UNSAID:
                return str(_("I would rather not say"))
            if not when.is_known and sure != Certainty.UNKNOWN:
                return ""
            return when.in_words()
        typed = [self.data.get(f"{bound.html_name}_{part}", "") for part in range(3)]
        return ".".join(part for part in typed if part)


def _flat(choices: Any) -> Iterator[tuple[Any, Any]]:
    for key, label in choices:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield key, label
