"""What two people read on one line, side by side, for whoever decides."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from petitions.models import PaperLine
from petitions.models.paper import Reading
from petitions.signing.paper import rules
from petitions.signing.paper.rules import Read, is_same
from testimonies.models.institution import SignatoryField


@dataclass(frozen=True)
class Row:
    label: str
    first: str
    second: str
    is_same: bool


@dataclass(frozen=True)
class Both:
    line: PaperLine
    rows: list[Row]


def both_versions(line: PaperLine) -> Both:
    first, second = line.told or {}, line.other or {}
    rows = [
        _row(str(field.label), _shown(first, field), _shown(second, field))
        for field in SignatoryField
        if field in first or field in second
    ]
    if line.reading != line.other_reading or not rows:
        readings = (Reading(line.reading).label, Reading(line.other_reading).label)
        rows.insert(0, _row(_("This line is"), *map(str, readings)))
    return Both(line, rows)


def _row(label: str, first: str, second: str) -> Row:
    words = (Read(Reading.LEGIBLE, {rules.NAME: each}) for each in (first, second))
    return Row(label, first, second, is_same(*words))


def _shown(told: dict[str, str], field: SignatoryField) -> str:
    value = told.get(field, "")
    if field == SignatoryField.PERSONAL_CODE and value:
        return f"{told.get(rules.CODE_COUNTRY, '')}:{value}"
    return value
