"""What is asked beside the lines: a language, a version, a file of subtitles, a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from testimonies.models.recording import Version, WhyTakenBack
from testimonies.recordings.actions import LANGUAGES
from testimonies.recordings.webvtt import Unreadable, read, read_chapters

LARGEST = 2 * 1024 * 1024


def language(label: Any, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[("", "–"), *LANGUAGES.items()],
        error_messages={"required": gettext_lazy("Choose a language.")},
        **more,
    )


class Begin(forms.Form):
    language = language(gettext_lazy("In which language is it spoken?"))


class Translate(forms.Form):
    language = language(gettext_lazy("Into which language?"))


class TakeBack(forms.Form):
    reason = forms.TypedChoiceField(
        label=gettext_lazy("Why"),
        choices=[("", "–"), *WhyTakenBack.choices],
        coerce=WhyTakenBack,
        help_text=gettext_lazy("Kept in the custody log."),
        error_messages=dict.fromkeys(("required", "invalid_choice"), gettext_lazy("Say why.")),
    )


class TakeIn(forms.Form):
    """A file of subtitles; a box is to be ticked where it takes the place of something."""

    file = forms.FileField(
        label=gettext_lazy("A file of subtitles (WebVTT)"),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.ClearableFileInput(attrs={"accept": ".vtt,text/vtt"}),
    )
    replaces = forms.BooleanField(
        label=gettext_lazy("Everything that stands here goes, and what the file says comes."),
        error_messages={"required": gettext_lazy("Tick the box, or keep what stands here.")},
    )

    def __init__(
        self, sent: Any = None, files: Any = None, *, is_empty: bool, are_chapters: bool = False
    ) -> None:
        super().__init__(sent, files, prefix="take-in")
        self.reads = read_chapters if are_chapters else read
        if is_empty:
            del self.fields["replaces"]

    def clean_file(self) -> Any:
        """What stands in it, as cues or chapters."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for subtitles."))
        try:
            return self.reads(file.read().decode("utf-8"))
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise forms.ValidationError(
                _("Line %(line)s: this is no text in UTF-8.") % {"line": line}
            ) from error
        except Unreadable as no:
            raise forms.ValidationError(str(no)) from no


#: What can be made of each version, as the buttons say it.
MAKES = {
    Version.EDITED: gettext_lazy("Make an edited version of it"),
    Version.PUBLIC: gettext_lazy("Make a public version of it"),
}
