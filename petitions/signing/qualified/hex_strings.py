"""Hex strings of a PDF, read in one go.

pyHanko (0.38) asks its stream for each digit by itself, and a signature is one string of 32,000
digits: a third of all the time that a file takes. What is not plain digits is left to pyHanko.
"""

from __future__ import annotations

import binascii
import re
from io import BytesIO
from typing import Any

from pyhanko.pdf_utils import generic

PLAIN = re.compile(rb"<([0-9A-Fa-f]*)>")
_digit_by_digit = generic.read_hex_string_from_stream


def read_in_one_go() -> None:
    """From now on, in this process."""
    generic.read_hex_string_from_stream = read


def read(stream: Any) -> Any:
    """What pyHanko would make of the string that begins here, and the stream where it would be."""
    digits = _plain_digits(stream) if isinstance(stream, BytesIO) else None
    if digits is None:
        return _digit_by_digit(stream)
    stream.seek(len(digits) + len("<>"), 1)
    is_odd = len(digits) % 2
    return generic.pdf_string(binascii.unhexlify(digits + b"0" * is_odd))


def _plain_digits(stream: BytesIO) -> bytes | None:
    with stream.getbuffer() as content:
        found = PLAIN.match(content, stream.tell())
        digits = found and bytes(found[1])
        del found  # it holds the buffer
    return digits
