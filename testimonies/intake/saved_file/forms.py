from django import forms
from django.utils.translation import gettext_lazy as _


class ChooseFile(forms.Form):
    file = forms.FileField(
        label=_("The file that you saved"),
        help_text=_("Its name begins with “atmintis-answers”."),
        allow_empty_file=True,  # what is wrong with it is said in one place
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": _("Choose the file first.")},
    )
