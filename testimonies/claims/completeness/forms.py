from __future__ import annotations

from typing import Any

from django import forms

from testimonies.models import Claim
from testimonies.models.claim_check import Answer, Point


class Tick(forms.TypedChoiceField):
    """May be left open, without saying so nine times beneath each other."""

    def validate(self, value: Any) -> None:
        if value:
            super().validate(value)


class Check(forms.Form):
    """A list to tick; what nobody knows yet is left open."""

    use_required_attribute = False

    def __init__(self, *args: Any, claim: Claim, **more: Any) -> None:
        super().__init__(*args, **more)
        known = dict(claim.points.values_list("point", "answer"))
        for point in Point:
            self.fields[point.value] = Tick(
                label=point.label,
                choices=Answer.choices,
                coerce=Answer,
                widget=forms.RadioSelect,
                initial=known.get(point),
            )

    def answers(self) -> dict[Point, Answer]:
        return {Point(name): said for name, said in self.cleaned_data.items() if said}
