"""A bundle to be looked up: its digest, or a small file out of it."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from petitions.bundles.register import rules

#: What is uploaded is bundle.json or a list of digests; the bundle itself stays where it is.
MOST_BYTES = 1024 * 1024


class GivenBundle(forms.Form):
    digest = forms.CharField(
        label=_("Digest"),
        required=False,
        max_length=200,
        help_text=_(
            "SHA-256, 64 signs: of the file that you received, or the identity of the bundle that "
            "stands in its cover letter."
        ),
        widget=forms.Textarea(attrs={"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_digest(self) -> str:
        typed = self.cleaned_data["digest"]
        found = rules.digest(typed)
        if typed and not found:
            raise forms.ValidationError(
                _("A digest has 64 signs: the figures 0 to 9 and the letters a to f.")
            )
        return found

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if not self.errors and not any(given.values()):
            self.add_error("digest", _("Please paste a digest, or choose a file."))
        return given


class GivenFile(GivenBundle):
    """`listed` is what a list of digests says; for any other file there is its `digest`."""

    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "bundle.json or manifest-sha256.txt out of the bundle. Where scripts run in your "
            "browser, the bundle itself as well: its digest is computed there, and the file is "
            "not sent."
        ),
        widget=forms.FileInput,
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if file := given.get("file"):
            content = file.read()
            given["listed"] = rules.listed(content.decode(errors="replace"))
            given["digest"] = hashlib.sha256(content).hexdigest()
        return given
