"""The form beside a signed file: what its certificate does not tell."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from petitions.campaigns.queries import Campaign
from petitions.models.signature import Display
from petitions.signing import fields, needs, rules
from petitions.signing.form_token import Verdict
from petitions.signing.forms import WHERE_TO, SignForm
from petitions.signing.qualified.rules import Upload
from petitions.signing.qualified.steps import ENDINGS
from testimonies.models.institution import SignatoryField

#: What some institutions ask besides.
ASKED_BESIDES = (SignatoryField.ADDRESS, SignatoryField.NATIONALITY, SignatoryField.BIRTH_DATE)


class UploadForm(SignForm):
    """Of any age: signing elsewhere takes its time, and files are lost when forms come back."""

    accepted = frozenset(Verdict) - {Verdict.NOT_OURS}
    way = needs.QUALIFIED

    file = forms.FileField(
        label=_("The signed file"),
        help_text=_(
            "Its name ends in .asice, .sce, .edoc, .adoc, .bdoc, .asics, .scs, .p7s, .p7m or .pdf."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(ENDINGS)}),
        error_messages={
            "required": _("Please choose the file that you have signed."),
            "empty": _("This file is empty. Please choose the file that you have signed."),
        },
    )
    email = fields.MailField(
        label=_("Your e-mail address, if you have one"),
        help_text=_(
            "We write there whether your signature counts. If you have signed by e-mail before, "
            "give the same address: we may ask there whether it was you."
        ),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Please check the e-mail address: it should look like ona@example.org."),
        },
    )
    replaces = forms.SlugField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, campaign: Campaign, *args: Any, **kwargs: Any) -> None:
        super().__init__(campaign, *args, **kwargs)
        del self.fields["name"]  # the certificate says it better than anybody types it

    def clean(self) -> dict[str, Any]:
        answers = super().clean()
        is_reached = answers.get("email") or answers.get("replaces") or "email" in self.errors
        if answers.get("wants_news") and not is_reached:
            self.add_error("email", WHERE_TO)
        return answers

    def upload(self) -> Upload:
        """The answers of a valid form."""
        answers = self.cleaned_data
        return Upload(
            content=answers["file"].read(),
            country=answers["country"],
            targets=self.chosen_targets,
            email=rules.address(answers["email"]) if answers["email"] else "",
            display=answers["display"] or Display.HIDDEN,
            wants_news=answers["wants_news"],
            told={name.value: answers[name] for name in ASKED_BESIDES if answers.get(name)},
            replaces=answers["replaces"],
        )


def too_large() -> str:
    megabytes = settings.CONTAINER_MAX_BYTES // (1024 * 1024)
    return gettext("This file is larger than %(size)s MB. A signed statement is much smaller.") % {
        "size": megabytes
    }
