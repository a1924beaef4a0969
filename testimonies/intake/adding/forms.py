"""What is asked beside papers that come after handing in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models import ClaimItem, Submission
from testimonies.models.claim import Head


class Supports(forms.Form):
    """Of a claim: for which of its heads they are. What is under seal is not named here."""

    heads = forms.MultipleChoiceField(
        label=_("What do these papers support?"),
        help_text=_("Choose as many as you like, or none if you are not sure."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, submission: Submission, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        items = ClaimItem.objects.filter(claim__submission=submission).order_by("id")
        asked = self.fields["heads"]
        assert isinstance(asked, forms.MultipleChoiceField)  # noqa: S101  (declared above)
        asked.choices = [
            (item.head, item.get_head_display())
            for item in items.exclude(head=Head.SEXUAL_VIOLENCE)
        ]
        if not asked.choices:
            del self.fields["heads"]
