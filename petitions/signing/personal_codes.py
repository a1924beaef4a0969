"""National personal codes: whether they can exist, and the birth date that some of them tell."""

from __future__ import annotations

from datetime import date
from types import ModuleType

from stdnum.ee import ik
from stdnum.exceptions import ValidationError
from stdnum.lt import asmens
from stdnum.lv import pvn
from stdnum.pl import pesel
from stdnum.ua import rntrc

_KINDS: dict[str, ModuleType] = {"EE": ik, "LT": asmens, "LV": pvn, "PL": pesel, "UA": rntrc}
COUNTRIES = tuple(_KINDS)
#: Latvian codes above this belong to companies, and those that begin with 32 tell no date.
_LV_PERSON, _LV_DATELESS = "3", "32"
_UA_DAY_ONE = date(1899, 12, 31)
_UA_DAYS = 5


def tidy(country: str, code: str) -> str | None:
    """The code without dashes and spaces; None for what cannot be a person's code there."""
    kind = _KINDS.get(country)
    if kind is None:
        return None
    try:
        found = str(kind.validate(code))
    except ValidationError:
        return None
    return None if country == "LV" and found[0] > _LV_PERSON else found


def birth_date(country: str, code: str) -> date | None:
    """What a valid code tells of it, if anything."""
    if country not in _KINDS or (country == "LV" and code.startswith(_LV_DATELESS)):
        return None
    try:
        if country == "UA":  # days since the end of 1899 come first
            return date.fromordinal(_UA_DAY_ONE.toordinal() + int(code[:_UA_DAYS]))
        found: date = _KINDS[country].get_birth_date(code)
    except (ValidationError, ValueError):
        return None
    return found
