"""A page of index points as one form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from testimonies.models import IndexPoint
from testimonies.recordings import rules, seen
from testimonies.recordings.actions import Point
from testimonies.recordings.actions.indexing import LONGEST
from testimonies.recordings.moments import MomentField
from testimonies.recordings.webvtt import MORE, Chapter

NEW = "new"
LABELS = {
    "title": _("What is told there"),
    "keywords": _("Keywords"),
    "place": _("Place"),
    "period": _("Time of which it tells"),
}


@dataclass(frozen=True)
class Row:
    key: str
    seen: str
    fields: list[forms.BoundField]
    #: What somebody else wrote there meanwhile.
    theirs: str = ""

    @property
    def is_new(self) -> bool:
        return self.key == NEW


class Points(forms.Form):
    def __init__(self, *args: Any, keys: Iterable[UUID], **more: Any) -> None:
        super().__init__(*args, **more)
        self.keys = [each.hex for each in keys]
        for key in (*self.keys, NEW):
            self.fields[f"at-{key}"] = MomentField(label=_("Moment"), required=key != NEW)
            for part, label in LABELS.items():
                self.fields[f"{part}-{key}"] = forms.CharField(
                    label=label,
                    required=part == "title" and key != NEW,
                    max_length=LONGEST,
                    widget=forms.TextInput(attrs={"autocomplete": "off"}),
                    error_messages={"required": _("Say in a few words what is told there.")},
                )
            if key != NEW:
                self.fields[f"remove-{key}"] = forms.BooleanField(
                    label=_("Remove this point"), required=False
                )
                self.fields[f"seen-{key}"] = forms.CharField(
                    required=False, widget=forms.HiddenInput
                )

    @classmethod
    def showing(cls, points: Iterable[IndexPoint]) -> Points:
        shown = list(points)
        initial: dict[str, Any] = {}
        for each in shown:
            key = each.uuid.hex
            initial |= {f"at-{key}": each.at_ms, f"seen-{key}": token_of(each)}
            initial |= {f"{part}-{key}": each.told.get(part, "") for part in LABELS}
        return cls(keys=[each.uuid for each in shown], initial=initial)

    @classmethod
    def sent(cls, typed: Mapping[str, Any]) -> Points:
        keys = []
        for name in typed:
            part, _dash, key = name.partition("-")
            if part == "seen":
                try:
                    keys.append(UUID(hex=key))
                except ValueError:
                    continue
        return cls(typed, keys=keys)

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        is_begun = any(told.get(f"{part}-{NEW}") for part in LABELS)
        if is_begun and told.get(f"at-{NEW}") is None and f"at-{NEW}" not in self.errors:
            self.add_error(f"at-{NEW}", _("Say at which moment."))
        if told.get(f"at-{NEW}") is not None and not told.get(f"title-{NEW}"):
            self.add_error(f"title-{NEW}", _("Say in a few words what is told there."))
        return told

    def rows(self, theirs: Mapping[str, IndexPoint]) -> Iterator[Row]:
        for key in (*self.keys, NEW):
            parts = ["at", *LABELS, *(() if key == NEW else ("remove",))]
            fields = [self[f"{part}-{key}"] for part in parts]
            other = theirs.get(key)
            token = "" if key == NEW else str(self[f"seen-{key}"].value() or "")
            yield Row(
                key, token_of(other) if other else token, fields, _said(other) if other else ""
            )

    def points(self) -> list[Point]:
        """Those that were touched, and the new one."""
        told = self.cleaned_data
        keys = [each for each in self.keys if self._is_touched(each)]
        keys += [NEW] if told.get(f"at-{NEW}") is not None else []
        return [
            Point(
                Chapter(
                    told[f"at-{key}"],
                    told[f"title-{key}"],
                    {part: told[f"{part}-{key}"] for part in MORE},
                ),
                None if key == NEW else UUID(key),
                seen.read(told.get(f"seen-{key}")).revision,
                bool(told.get(f"remove-{key}")),
            )
            for key in keys
        ]

    def _is_touched(self, key: str) -> bool:
        told = self.cleaned_data
        words = (rules.plain_name(told[f"{part}-{key}"]) for part in LABELS)
        shown = seen.read(told[f"seen-{key}"])
        return bool(told[f"remove-{key}"]) or not shown.is_same(told[f"at-{key}"], *words)


def token_of(point: IndexPoint) -> str:
    words = (point.told.get(part, "") for part in LABELS)
    return str(seen.of(point.revision, point.at_ms, *words))


def _said(point: IndexPoint) -> str:
    words = [point.told.get(part, "") for part in LABELS]
    return "\n".join([rules.clock(point.at_ms), *(each for each in words if each)])
