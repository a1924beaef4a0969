"""What a caller says of themselves, so that their signature on paper is found again."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from petitions.models import PaperSheet, Petition
from petitions.signing.paper import rules
from petitions.signing.paper.line_form import LineForm


class FindForm(LineForm):
    """The same boxes as a line has, each checked in the same way."""

    def __init__(self, typed: Any = None) -> None:
        asked = [rules.NAME, rules.BIRTH, rules.CODE, rules.ADDRESS]
        super().__init__(PaperSheet(fields=asked), 0, typed)
        del self.fields["reading"], self.fields[rules.COUNTRY]
        self.fields["petition"] = forms.ModelChoiceField(
            Petition.objects.public(),
            label=gettext_lazy("Petition"),
            to_field_name="slug",
            empty_label=None,
            error_messages={"required": _("Please choose a petition.")},
        )
        self.fields[rules.BIRTH].help_text = _("Such as 14.6.1941")
        self.fields[rules.CODE].help_text = _("With its country, such as EE:46001010000")
        self.order_fields(["petition", *asked])

    @property
    def petition(self) -> Petition:
        """Of a valid form."""
        found: Petition = self.cleaned_data["petition"]
        return found

    def clean(self) -> dict[str, Any]:
        if not self.errors and not rules.identity(self.told):
            self.add_error(rules.NAME, _("Please ask for the date of birth, code or address too."))
        return self.cleaned_data
