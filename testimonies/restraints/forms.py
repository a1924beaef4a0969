from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models.restraint import Ground, Restrains
from testimonies.review.forms import words

OF_SUSPENSIONS = (
    Ground.DANGER_TELLER, Ground.DANGER_OTHER, Ground.NOT_THE_TELLER, Ground.OTHER,
)  # fmt: skip
OF_HOLDS = (Ground.COURT, Ground.DISPUTE, Ground.OTHER)


def grounds(*offered: Ground) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=_("Why"),
        choices=[(ground.value, ground.label) for ground in offered],
        coerce=Ground,
        widget=forms.RadioSelect,
    )


class Suspend(forms.Form):
    ground = grounds(*OF_SUSPENSIONS)
    why = words(_("What happened"), _("Only the staff reads it."))


class Hold(forms.Form):
    ground = grounds(*OF_HOLDS)
    why = words(_("Who asked for it, and for how long"), _("Only the staff reads it."))


class End(forms.Form):
    why = words(_("Why it is over"), _("Only the staff reads it."))


BEGIN: dict[Restrains, type[forms.Form]] = {
    Restrains.SUSPENSION: Suspend,
    Restrains.LEGAL_HOLD: Hold,
}
