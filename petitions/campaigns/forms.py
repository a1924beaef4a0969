"""What staff type at the desk of petitions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.forms.boundfield import BoundField
from django.utils.timezone import localdate
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from petitions.campaigns import rules
from petitions.campaigns.plans import PlainWords, Plan
from petitions.models import Petition
from petitions.models.petition import INITIATIVES
from testimonies.errors import Refusal
from testimonies.models import Institution

LONGEST = {"title": 200, "summary": 1_000, "body": 20_000}
LABELS = {"title": _("Title"), "summary": _("Summary"), "body": _("Text")}
HINTS = {
    "title": _("What is demanded, in one line."),
    "summary": _("Two or three sentences: who reads nothing else reads this."),
    "body": _(
        "Plain text. An empty line begins a paragraph, “## ” at the beginning of a line makes a "
        "heading, and “- ” an entry of a list."
    ),
}
#: The desk's own words in addresses.
TAKEN = frozenset({"add"})


def readable(text: str) -> None:
    if not rules.is_readable(text):
        raise ValidationError(_("This text holds a sign that cannot be printed."))


class Prose(forms.CharField):
    """Text as it will be hashed. No `maxlength`: browsers would cut what is pasted silently."""

    def __init__(self, *, longest: int, **options: Any) -> None:
        too_long = MaxLengthValidator(
            longest, _("This is longer than %(limit_value)d signs. Please shorten it.")
        )
        super().__init__(validators=[too_long, readable], strip=False, **options)

    def validate(self, value: str) -> None:
        """A draft may have gaps; what is missing is asked for when it is handed in."""

    def to_python(self, value: Any) -> str:
        return rules.tidy(super().to_python(value) or "")


class OneLine(Prose):
    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class LastDay(forms.DateField):
    """A day that lies ahead; browsers send it as ISO 8601, people also write 31.5.2027."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Last day to sign"),
            required=False,
            input_formats=["%Y-%m-%d", "%d.%m.%Y"],
            widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
            help_text=_("People can sign until the end of this day. Empty: until you close it."),
        )

    def validate(self, value: Any) -> None:
        if value and value < localdate():
            raise ValidationError(_("This day is over. Choose today or a later day, or none."))


class InitiativeAddress(forms.CharField):
    def __init__(self) -> None:
        super().__init__(
            label=_("A European Citizens’ Initiative to link to"),
            required=False,
            max_length=300,
            help_text=_("Its page at %s. It is signed there and never collected here.")
            % INITIATIVES,
            widget=forms.URLInput(attrs={"spellcheck": "false"}),
        )

    def validate(self, value: Any) -> None:
        try:
            rules.must_be_initiative(value)
        except Refusal as no:
            raise ValidationError(str(no)) from no


class WhichProfile(forms.ChoiceField):
    """Always answered, as the first choice is that it does not go there."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class ClosingDate(forms.Form):
    closes_on = LastDay()


class Initiative(forms.Form):
    initiative_url = InitiativeAddress()


class SeenVersion(forms.Form):
    """The version that a reviewer has before their eyes."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DraftForm(forms.Form):
    """A whole petition on one page, in up to six languages. Parts may wait until later."""

    use_required_attribute = False

    slug = forms.CharField(
        label=_("Address of its page"),
        max_length=80,
        help_text=_("Small letters without accents, digits and hyphens: justice-for-the-deported"),
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                _("Only small letters from a to z, digits, and hyphens between them."),
            )
        ],
        widget=forms.TextInput(attrs={"spellcheck": "false", "autocapitalize": "none"}),
    )
    closes_on = LastDay()
    initiative_url = InitiativeAddress()
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for language, _name in settings.LANGUAGES:
            self._ask_words(language)
        self.institutions = list(Institution.objects.prefetch_related("profiles"))
        for institution in self.institutions:
            self._ask_profile(institution)

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in TAKEN:
            raise ValidationError(_("Please choose a longer address."))
        return slug

    def plan(self, order: Mapping[str, int] | None = None) -> Plan:
        """`order` says in which order targets stood until now; new ones come after them."""
        said = self.cleaned_data
        chosen = [said[f"target-{each.code}"] for each in self.institutions]
        known = order or {}
        return Plan(
            slug=said["slug"],
            texts={language: words for language, words in self._words() if words != PlainWords()},
            targets=sorted(filter(None, chosen), key=lambda code: known.get(code, len(known))),
            closes_on=said["closes_on"],
            initiative_url=said["initiative_url"],
        )

    def languages(self) -> Iterator[tuple[str, str, list[BoundField], bool]]:
        """Code, the language's own name, its fields, and whether they need to be seen."""
        for code, _name in settings.LANGUAGES:
            fields = [self[f"{part}-{code}"] for part in LABELS]
            is_open = any(field.value() or field.errors for field in fields)
            yield code, get_language_info(code)["name_local"], fields, is_open

    def choices(self) -> Iterator[tuple[Institution, BoundField]]:
        for institution in self.institutions:
            yield institution, self[f"target-{institution.code}"]

    def _words(self) -> Iterator[tuple[str, PlainWords]]:
        for language, _name in settings.LANGUAGES:
            parts = {part: self.cleaned_data[f"{part}-{language}"] for part in LABELS}
            yield language, PlainWords(**parts)

    def _ask_words(self, language: str) -> None:
        for part, label in LABELS.items():
            kind, rows = (
                (OneLine, 1) if part == "title" else (Prose, 3 if part == "summary" else 16)
            )
            look = {"lang": language, "rows": rows}
            widget = (
                forms.TextInput(attrs={"lang": language}) if rows == 1 else forms.Textarea(look)
            )
            self.fields[f"{part}-{language}"] = kind(
                longest=LONGEST[part],
                label=label,
                help_text=HINTS[part],
                widget=widget,
            )

    def _ask_profile(self, institution: Institution) -> None:
        profiles = [(each.code, each.title) for each in institution.profiles.all()]
        self.fields[f"target-{institution.code}"] = WhichProfile(
            label=institution.name,
            choices=[("", _("Does not go there")), *profiles],
            widget=forms.RadioSelect,
        )


def as_it_stands(petition: Petition) -> dict[str, Any]:
    """What the form shows of a draft."""
    said: dict[str, Any] = {
        "slug": petition.slug,
        "closes_on": petition.closes_on,
        "initiative_url": petition.initiative_url,
        "version": petition.version,
    }
    for text in petition.texts.all():
        said |= {f"{part}-{text.language}": getattr(text, part) for part in LABELS}
    for target in petition.targets.select_related("profile__institution"):
        said[f"target-{target.profile.institution.code}"] = target.profile.code
    return said
