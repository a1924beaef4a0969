"""The form under a petition: three answers are needed, three more may be given.

What only some institutions need is asked apart, and kept only for those of them that were chosen.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import time
from typing import TYPE_CHECKING, Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from petitions.campaigns.queries import Campaign, Target
from petitions.models.signature import Display
from petitions.signing import fields, form_token, needs, rules, worth
from petitions.signing.form_token import Verdict
from petitions.signing.needs import Need, Way
from petitions.signing.rules import Signing
from testimonies.models.institution import SignatoryField

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

TO_ALL = "all"

#: What a form says that is not stamped as we stamp them. Nothing that was typed is lost.
PRESS_AGAIN = {
    Verdict.TOO_FAST: _("That was very quick. Please look it over and press the button again."),
    Verdict.TOO_OLD: _(
        "This page was open for a long time. Your answers are still here: please look them over "
        "and press the button again."
    ),
    Verdict.FROM_LATER: _(
        "The clocks of our machines did not agree. Your answers are still here: please look them "
        "over and press the button again."
    ),
    Verdict.NOT_OURS: _(
        "We could not tell where this form came from. Your answers are still here: please look "
        "them over and press the button again."
    ),
}


#: Where an address may stay empty, and news are wanted.
WHERE_TO = _("Where shall we write to? Please add your address.")


def not_clear(to_all: bool, chosen: list[str] | None) -> StrPromise | None:
    """Consent is a clear act: the button and the boxes must not contradict each other."""
    if to_all and chosen:
        return _(
            "You ticked some institutions and pressed the button for all of them. Nothing has "
            "been sent. Please clear the ticks, or press the button below them."
        )
    if not to_all and not chosen:
        return _("Please choose at least one institution.")
    return None


AnyForm = TypeVar("AnyForm", bound=forms.Form)


def unread(form: AnyForm, why: str) -> AnyForm:
    """For what was not read, so that it cannot be given back: an empty form that says so."""
    form.full_clean()
    form.errors.clear()
    form.add_error(None, why)
    return form


class GoesTo(forms.Form):
    """What every form asks that is signed here: how one is named, news, and where it goes."""

    display = fields.OneOf(
        label=_("On the page of the petition"),
        choices=Display.choices,
        initial=Display.HIDDEN,
        required=False,
        widget=forms.RadioSelect,
    )
    wants_news = fields.Tick(label=_("Write to me when an institution answers"), required=False)
    institutions = fields.Several(
        label=_("Send my signature only to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.campaign = campaign

    @property
    def extras(self) -> list[BoundField]:
        """The questions that only some institutions ask."""
        return [self[name] for name in self.fields if name not in self.base_fields]

    @property
    def is_to_all(self) -> bool:
        return self.data.get("send") == TO_ALL

    @property
    def chosen(self) -> frozenset[str]:
        """Codes of the institutions to which it goes."""
        if self.is_to_all:
            return frozenset(target.code for target in self.campaign.targets)
        return frozenset(self.cleaned_data.get("institutions", ()))

    @property
    def chosen_targets(self) -> tuple[int, ...]:
        """Their ids."""
        chosen = self.chosen
        return tuple(target.pk for target in self.campaign.targets if target.code in chosen)

    def offer(self, choices: Sequence[tuple[str, Any]]) -> None:
        """Only a form that is shown needs the names of the institutions."""
        field = self.base_fields["institutions"]
        self.fields["institutions"] = field.offering(choices)  # type: ignore[attr-defined]
        self._bound_fields_cache.pop("institutions", None)  # type: ignore[attr-defined]

    def _clean_fields(self) -> None:
        """As Django does, but for the `BoundField` of each, which asks for the words around it."""
        for name, field in self.fields.items():
            place = self.add_prefix(name)
            try:
                typed = field.widget.value_from_datadict(self.data, self.files, place)
                self.cleaned_data[name] = field.clean(typed)
                if own := getattr(self, f"clean_{name}", None):
                    self.cleaned_data[name] = own()
            except ValidationError as problem:
                self.add_error(name, problem)

    def clean_institutions(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["institutions"]
        if set(chosen) - {target.code for target in self.campaign.targets}:
            raise ValidationError(_("Please choose among the institutions of this petition."))
        return chosen

    def must_be_clear(self) -> None:
        """Consent is a clear act: the button and the boxes must not contradict each other."""
        if problem := not_clear(self.is_to_all, self.cleaned_data.get("institutions")):
            self.add_error("institutions", problem)


@fields.sharing
class SignForm(GoesTo):
    """Its template adds what is no question: the stamp, the trap and the button pressed."""

    accepted = frozenset({Verdict.FRESH, Verdict.TOO_FAST_AGAIN})
    way = needs.BY_EMAIL

    name = fields.NameField(
        label=_("Your name"),
        help_text=_("First name and surname, as you write them, in any letters."),
        validators=[fields.not_too_long, fields.only_printable],
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": _("Please write your name.")},
    )
    email = fields.MailField(
        label=_("Your e-mail address"),
        help_text=_(
            "We send a letter there with a link to confirm. Nobody else sees the address."
        ),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Please write your e-mail address."),
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )
    country = fields.CountryField(
        label=_("The country where you live"),
        widget=fields.CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Please choose the country where you live.")},
    )
    field_order = ("name", "email", "country")

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        #: Known once it is cleaned: sent faster than anybody reads, twice.
        self.is_hasty = False
        self.needs = needs.of(campaign.targets, way=self.way)
        self.fields |= fields.needed(self.needs)

    def offer_institutions(self) -> None:
        self.offer([(each.code, _box(each, self.way)) for each in self.campaign.targets])

    @property
    def is_more_typed(self) -> bool:
        """Whether they are to be shown at once."""
        return any(bound.errors or _is_typed(bound.value()) for bound in self.extras)

    @property
    def stamp(self) -> str:
        return str(self.data.get("stamp", ""))

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        verdict = form_token.judge(self.stamp, self.campaign.uuid, at=time())
        self.is_hasty = verdict == Verdict.TOO_FAST_AGAIN
        if self.data.get("website"):
            self.add_error(None, ValidationError(_("Please leave the field “Website” empty.")))
        self.must_be_clear()
        self._keep_what_is_needed(self._needed_by_chosen())
        if verdict not in self.accepted and not self.errors:  # whoever has to correct comes back
            self.add_error(None, ValidationError(PRESS_AGAIN[verdict]))
        return answers

    def signing(self) -> Signing:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Signing(
            name=rules.tidy(answers["name"]),
            email=rules.address(answers["email"]),
            country=answers["country"],
            targets=self.chosen_targets,
            display=answers["display"] or Display.HIDDEN,
            wants_news=answers["wants_news"],
            told={name: answers[name] for name in self._extras_asked if answers.get(name)},
        )

    def _needed_by_chosen(self) -> tuple[Need, ...]:
        if self.is_to_all:
            return self.needs
        return needs.of(self.campaign.targets, self.chosen, self.way)

    @property
    def _extras_asked(self) -> list[str]:
        return [*(need.field for need in self.needs), fields.CODE_COUNTRY]

    def _keep_what_is_needed(self, wanted: tuple[Need, ...]) -> None:
        """SECURITY: what no chosen institution needs goes no further, and is no mistake either."""
        by_field = {need.field: need for need in wanted}
        code = by_field.get(SignatoryField.PERSONAL_CODE)
        given_by = self.cleaned_data.pop(fields.CODE_COUNTRY, "")
        for name in set(self._extras_asked) - set(by_field):
            self.cleaned_data.pop(name, None)
            self.errors.pop(name, None)
        if code and (typed := self.cleaned_data.get(code.field)):
            self._read_code(code, typed, given_by)

    def _read_code(self, need: Need, typed: str, given_by: str) -> None:
        try:
            tidy, state = fields.code(typed, given_by, need)
        except ValidationError as problem:
            self.add_error(need.field, problem)
        else:
            self.cleaned_data |= {need.field: tidy, fields.CODE_COUNTRY: state}


def _box(target: Target, way: Way) -> SafeString:
    """What stands beside a box: whom it is about, and what a signature is there."""
    notes = [worth.in_short(target.facts, way)]
    if target.facts.list_is_public:
        notes.append(str(_("everybody can read its list of signers")))
    return format_html('{}<br><span class="muted">{}</span>', target.name, "; ".join(notes))


def _is_typed(value: Any) -> bool:
    return any(value) if isinstance(value, list) else bool(value)
