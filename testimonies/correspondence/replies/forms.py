from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.correspondence.replies import wording
from testimonies.review.forms import words


class Which(forms.Form):
    reply = forms.ChoiceField(
        label=_("Which reply?"),
        choices=wording.names,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a reply first.")},
    )


class Send(forms.Form):
    body = words(_("What the submitter will read"))
