"""The return code: sixteen digits that open a case. Only a keyed hash of it is kept.

Fifteen digits at random and a Luhn check digit, so that one wrong or two swapped digits are
noticed before anything is looked up.
"""

import re
import secrets
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from stdnum import luhn

from testimonies.privacy import vault

DIGITS = 16
#: Sixteen digits in a text, with a sign or two between them.
WRITTEN = re.compile(r"(?<!\d)\d(?:[\W_]{0,2}\d){15}(?!\d)")


def new() -> str:
    number = f"{secrets.randbelow(10 ** (DIGITS - 1)):0{DIGITS - 1}d}"
    return grouped(number + luhn.calc_check_digit(number))


def grouped(code: str) -> str:
    """``1234 5678 …``: as people write it down and read it out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def read(typed: str) -> str | None:
    """The digits, whatever stands between them; None when a digit is wrong or missing."""
    code = re.sub(r"[\W_]", "", typed)
    is_code = len(code) == DIGITS and code.isascii() and code.isdigit()
    return code if is_code and luhn.is_valid(code) else None


def stands_in(text: str, code_key: bytes) -> bool:
    """Whether the code of this case was written into a text, however it is divided."""
    found = (read(each[0]) for each in WRITTEN.finditer(text))
    return any(code is not None and key(code) == code_key for code in found)


def told_in(answers: Mapping[str, Any], code_key: bytes) -> list[str]:
    """The names of the answers in which the code of this case stands."""
    return [
        name
        for name, said in answers.items()
        if isinstance(said, str) and stands_in(said, code_key)
    ]


def warning() -> str:
    return _(
        "Your return code stands in this answer. Please take it out: whoever reads the answer"
        " could open your case."
    )


def key(code: str) -> bytes:
    """What the database keeps of a code."""
    return vault.fingerprint("return-code", re.sub(r"\D", "", code))
