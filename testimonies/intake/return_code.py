"""The return code: sixteen digits that open a case. Only a keyed hash of it is kept.

Fifteen digits at random and a Luhn check digit, so that one wrong or two swapped digits are
noticed before anything is looked up.
"""

import re
import secrets

from stdnum import luhn

from testimonies.privacy import vault

DIGITS = 16


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


def key(code: str) -> bytes:
    """What the database keeps of a code."""
    return vault.fingerprint("return-code", re.sub(r"\D", "", code))
