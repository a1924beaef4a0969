"""What somebody still answers who has proven who they are: where they live, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from petitions.campaigns.queries import Campaign
from petitions.models.signature import Assurance, Display
from petitions.signing import fields, rules
from petitions.signing.eid import asking
from petitions.signing.eid.holding import Held
from petitions.signing.forms import WHERE_TO, GoesTo
from petitions.signing.rules import Proven

#: Not kept for later: the button, and what guards the form.
NO_ANSWERS = frozenset({"csrfmiddlewaretoken", "ticket", "send"})

SOMEBODY_ELSE = _(
    "Somebody else has proven an identity in this browser meanwhile, so the name above has "
    "changed. Nothing has been signed. Please look everything over and press the button again."
)


class IdentifiedForm(GoesTo):
    """Its template adds the name, which nobody can change, and the two buttons."""

    country = fields.CountryField(
        label=_("The country where you live"),
        widget=fields.CountrySelect(attrs={"autocomplete": "country"}),
        error_messages={"required": _("Please choose the country where you live.")},
    )
    is_mine = forms.BooleanField(required=False)
    email = forms.EmailField(
        label=_("Your e-mail address"),
        help_text=_(
            "You may leave it empty. We send a letter there with the address of the page where "
            "you can see and withdraw your signature. Nobody else sees it. If this petition was "
            "signed from there before, we may ask there whether it was you."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )
    field_order = ("country", "is_mine", "email")

    def __init__(self, campaign: Campaign, held: Held, claimed: str, *args: Any) -> None:
        """`claimed` is the name on a signature that this one may replace, if it is another."""
        super().__init__(campaign, *args)
        self.held = held
        self.needs = asking.needed(campaign.targets, held.person, on=localdate())
        self.fields |= fields.needed(self.needs)
        self.offer([(target.code, target.name) for target in campaign.targets])
        if claimed:
            sentence = _("The signature in the name “%(name)s”, from whose page I came, is mine")
            self.fields["is_mine"].label = sentence % {"name": claimed}
        else:
            del self.fields["is_mine"]

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        self.must_be_clear()
        if answers.get("wants_news") and not answers.get("email") and "email" not in self.errors:
            self.add_error("email", WHERE_TO)
        self._keep_what_is_needed()
        if self.data.get("ticket") != self.held.ticket:
            self.add_error(None, SOMEBODY_ELSE)
        return answers

    def proven(self, language: str) -> Proven:
        """The answers of a valid form, under the name and code that the provider gave."""
        answers, person, chosen = self.cleaned_data, self.held.person, self.chosen
        told = {need.field: answers.get(need.field, "") for need in self.needs}
        told |= asking.worth_keeping(self.campaign.targets, person, chosen)
        is_mine = "is_mine" not in self.fields or answers["is_mine"]
        return Proven(
            name=person.name,
            assurance=Assurance.EID,
            identity=person.identity,
            country=answers["country"],
            targets=self.chosen_targets,
            language=language,
            told=told,
            email=rules.address(answers["email"]) if answers["email"] else "",
            display=answers["display"] or Display.HIDDEN,
            wants_news=answers["wants_news"],
            replaces=self.held.replaces if is_mine else None,
        )

    def _keep_what_is_needed(self) -> None:
        """SECURITY: what no chosen institution needs goes no further, and is no mistake either."""
        person = self.held.person
        wanted = asking.needed(self.campaign.targets, person, self.chosen, on=localdate())
        for name in {need.field for need in self.needs} - {need.field for need in wanted}:
            self.cleaned_data.pop(name, None)
            self.errors.pop(name, None)


def answers(sent: QueryDict) -> list[tuple[str, str]]:
    """Every answer that was sent, as name and value."""
    return [
        (name, str(value))
        for name, values in sent.lists()
        if name not in NO_ANSWERS
        for value in values
    ]


def given_back(kept: Sequence[tuple[str, str]]) -> QueryDict | None:
    """As if it had just been sent; None where nothing was kept."""
    if not kept:
        return None
    sent = QueryDict(mutable=True)
    for name, value in kept:
        sent.appendlist(name, value)
    return sent
