"""A proof to be checked."""

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.ledger import proof
from petitions.ledger.note import NotSigned
from petitions.ledger.proof import Proof


class CheckProof(forms.Form):
    proof = forms.CharField(
        label=_("Proof"),
        help_text=_("The whole text of the file signature.tlog-proof, from its first line on."),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 12, "autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Paste the text of the proof."),
            "max_length": _("This is much longer than a proof. Paste that one file only."),
        },
    )

    def clean_proof(self) -> Proof:
        try:
            return proof.read(self.cleaned_data["proof"])
        except NotSigned as error:
            raise forms.ValidationError(
                _("This is not the whole text of a proof. Its first line is %(first)s.")
                % {"first": proof.FORMAT}
            ) from error
