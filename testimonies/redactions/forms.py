"""How somebody at the desk says what is to be covered. Works without any script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models.redaction import Why
from testimonies.redactions import passages
from testimonies.redactions.actions import Areas, Times, Words
from testimonies.redactions.answers import Answer
from testimonies.redactions.parts import Area, Sense, Stretch

ROWS = 4
SIDES = ("left", "top", "width", "height")
ONE, EACH = "one", "each"
SIXTY = 60
#: ``83``, ``1:23``, ``1:02:03`` and ``1:23.5``
TIME = re.compile(r"(?:(?:(\d{1,2}):)?(\d{1,2}):)?(\d{1,5}(?:[.,]\d{1,3})?)")


class Because(forms.Form):
    """Why it is covered. Those who decide read it, and nobody outside."""

    reason = forms.ChoiceField(
        label=_("Why is it to be covered?"),
        choices=Why.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why it is to be covered.")},
    )
    note = forms.CharField(
        label=_("More about the reason"),
        help_text=_("For the second person. Kept encrypted."),
        max_length=1_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("reason") == Why.OTHER and not cleaned.get("note"):
            self.add_error("note", _("Write the reason, in a few words."))
        return cleaned


class CoverWords(Because):
    question = forms.ChoiceField(
        label=_("In which answer do the words stand?"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the answer in which the words stand.")},
    )
    words = forms.CharField(
        label=_("The words, exactly as they stand there"),
        max_length=passages.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Copy the words that are to be covered.")},
    )
    where = forms.ChoiceField(
        label=_("Where are they to be covered?"),
        choices=[
            (ONE, _("Only there")),
            (EACH, _("There, and wherever else they stand in what was told in this case")),
        ],
        initial=ONE,
        widget=forms.RadioSelect,
    )
    which = forms.IntegerField(
        label=_("If they stand more than once in that answer: which time is meant?"),
        help_text=_("1 for the first time, 2 for the second."),
        min_value=1,
        required=False,
    )
    field_order = ("question", "words", "where", "which", "reason", "note")

    def __init__(self, *args: Any, answers: Iterable[Answer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked: Any = self.fields["question"]
        asked.choices = [(each.question, each.label) for each in answers]

    def said(self) -> Words:
        told = self.cleaned_data
        return Words(
            question=told["question"],
            words=told["words"],
            reason=told["reason"],
            note=told["note"],
            which=told["which"],
            everywhere=told["where"] == EACH,
        )


class CoverAreas(Because):
    """Areas of one page, each by four numbers in hundredths of the page."""

    field_order = (*(f"{side}_{row}" for row in range(1, ROWS + 1) for side in SIDES), "reason")

    def __init__(self, *args: Any, page: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.page = page
        labels = {
            "left": _("From the left, %"),
            "top": _("From the top, %"),
            "width": _("Width, %"),
            "height": _("Height, %"),
        }
        for row in range(1, ROWS + 1):
            for side in SIDES:
                self.fields[f"{side}_{row}"] = forms.FloatField(
                    label=labels[side],
                    required=False,
                    min_value=0,
                    max_value=100,
                    widget=forms.NumberInput(attrs={"step": "0.1", "inputmode": "decimal"}),
                )
        self.order_fields(self.field_order)

    def rows(self) -> Iterator[list[forms.BoundField]]:
        for row in range(1, ROWS + 1):
            yield [self[f"{side}_{row}"] for side in SIDES]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        told = [[cleaned.get(f"{side}_{row}") for side in SIDES] for row in range(1, ROWS + 1)]
        for row, sides in enumerate(told, 1):
            filled = [each for each in sides if each is not None]
            if filled and len(filled) < len(SIDES) and not self._is_wrong(row):
                self.add_error(f"left_{row}", _("An area needs all four numbers."))
        whole = [[side / 100 for side in sides if side is not None] for sides in told]
        cleaned["areas"] = tuple(
            Area(self.page, *sides) for sides in whole if len(sides) == len(SIDES)
        )
        if not cleaned["areas"] and not self.errors:
            self.add_error("left_1", _("Say at least one area that is to be covered."))
        return cleaned

    def _is_wrong(self, row: int) -> bool:
        return any(f"{side}_{row}" in self.errors for side in SIDES)

    def said(self) -> Areas:
        told = self.cleaned_data
        return Areas(told["areas"], told["reason"], told["note"])


class CoverTimes(Because):
    """Times of a recording, as its player shows them."""

    def __init__(
        self, *args: Any, is_film: bool, length: Callable[[], float], **kwargs: Any
    ) -> None:
        """`length` in seconds; it is asked only when every time can be read."""
        super().__init__(*args, **kwargs)
        self._length = length
        for row in range(1, ROWS + 1):
            for end, label in (("from", _("From")), ("until", _("Until"))):
                self.fields[f"{end}_{row}"] = forms.CharField(
                    label=label, required=False, max_length=12
                )
        if is_film:
            self.fields["sense"] = forms.ChoiceField(
                label=_("What of it?"),
                choices=Sense.choices,
                initial=Sense.BOTH,
                widget=forms.RadioSelect,
            )

    def rows(self) -> Iterator[list[forms.BoundField]]:
        for row in range(1, ROWS + 1):
            yield [self[f"from_{row}"], self[f"until_{row}"]]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        sense, times = cleaned.get("sense") or Sense.BOTH, []
        for row in range(1, ROWS + 1):
            told = [str(cleaned.get(f"{end}_{row}") or "") for end in ("from", "until")]
            start, end = (_seconds(each) for each in told)
            if not any(told):
                continue
            if start is None or end is None:
                self._cannot_be_read(row)
            elif start >= end:
                self.add_error(f"from_{row}", _("A time ends before it begins."))
            else:
                times.append(Stretch(start, end, sense))
        if not times and not self.errors:
            self.add_error("from_1", _("Say at least one time that is to be covered."))
        if not self.errors:
            self._must_begin_before(self._length())
        return {**cleaned, "times": tuple(times)}

    def _must_begin_before(self, end: float) -> None:
        for row in range(1, ROWS + 1):
            start = _seconds(str(self.cleaned_data.get(f"from_{row}") or ""))
            if start is not None and start >= end > 0:
                self._cannot_be_read(row)

    def _cannot_be_read(self, row: int) -> None:
        wrong = _("Write both times as the player shows them, such as 1:23.")
        self.add_error(f"from_{row}", wrong)

    def said(self) -> Times:
        told = self.cleaned_data
        return Times(told["times"], told["reason"], told["note"])


class Lift(forms.Form):
    reason = forms.CharField(
        label=_("Why is it not to be covered?"),
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Kept encrypted."),
        error_messages={"required": _("Write why, in a few words.")},
    )


def _seconds(told: str) -> float | None:
    found = TIME.fullmatch(told.strip())
    if found is None:
        return None
    hours, minutes = (int(each or 0) for each in found.group(1, 2))
    seconds = float(found[3].replace(",", "."))
    if (found[2] and seconds >= SIXTY) or (found[1] and minutes >= SIXTY):
        return None
    return (hours * SIXTY + minutes) * SIXTY + seconds
