"""What two people read on a line, whether it is the same, and who signed there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from petitions.models.paper import Reading
from testimonies.models.institution import SignatoryField
from testimonies.privacy import vault

NAME, CODE = SignatoryField.NAME.value, SignatoryField.PERSONAL_CODE.value
BIRTH, ADDRESS = SignatoryField.BIRTH_DATE.value, SignatoryField.ADDRESS.value
COUNTRY = SignatoryField.COUNTRY.value
CODE_COUNTRY = "code_country"


@dataclass(frozen=True)
class Read:
    """What somebody read. `told` by `SignatoryField` (and code_country); dates are ISO."""

    reading: Reading
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_legible(self) -> bool:
        return self.reading == Reading.LEGIBLE


ILLEGIBLE = Read(Reading.ILLEGIBLE)
EMPTY = Read(Reading.EMPTY)


def is_same(first: Read, second: Read) -> bool:
    """Case, spaces and punctuation are habits of whoever keys; letters and digits are not."""
    if first.reading != second.reading:
        return False
    return _folded(first.told) == _folded(second.told)


def identity(told: Mapping[str, str]) -> str:
    """By what a signer on paper is known: the code, or name with birth date, or with address.

    Empty where a name alone stands there: it says of nobody who it is.
    """
    if told.get(CODE):
        return f"{told[CODE_COUNTRY]}:{told[CODE]}"
    if told.get(BIRTH):
        return f"born|{told[BIRTH]}|{_letters(told[NAME])}"
    if told.get(ADDRESS):
        return f"at|{_letters(told[ADDRESS])}|{_letters(told[NAME])}"
    return ""


def _folded(told: Mapping[str, str]) -> dict[str, str]:
    return {name: _letters(value) for name, value in told.items() if value}


def _letters(text: str) -> str:
    return "".join(sign for sign in vault.fold(text) if sign.isalnum())
