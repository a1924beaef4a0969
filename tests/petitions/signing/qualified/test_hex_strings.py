"""A hex string that is read in one go is the one that is read digit by digit."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as some
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.misc import PdfReadError, PdfStreamError

from petitions.signing.qualified import hex_strings

digit_by_digit = generic.read_hex_string_from_stream
Outcome = tuple[type, bytes | None, int]

#: What stands in hex strings, and what does not.
pieces = some.sampled_from([b"0", b"9", b"aF", b"FEFF0041", b" ", b"\r\n", b"%", b"<", b">", b"g"])


@given(some.lists(pieces, max_size=12).map(b"".join), some.integers(0, 3))
@example(b"3082" + b"0" * 40_000 + b"> /Type", 0)
@example(b"ABC>", 1)
@example(b">", 0)
@example(b"41", 0)
@example(b"41 % a comment\n42>", 0)
def test_both_ways_find_the_same(after: bytes, before: int) -> None:
    content = b"x" * before + b"<" + after

    ours = outcome(hex_strings.read, content, before)

    assert ours == outcome(digit_by_digit, content, before)


def test_a_stream_that_is_no_memory_is_left_to_the_library(tmp_path: Any) -> None:
    (tmp_path / "string").write_bytes(b"<4142>")

    with (tmp_path / "string").open("rb") as stream:
        assert hex_strings.read(stream).original_bytes == b"AB"


def test_the_stream_can_grow_afterwards() -> None:
    stream = BytesIO(b"<4142>")

    hex_strings.read(stream)

    assert stream.write(b" and more") == len(b" and more")


def test_the_library_asks_for_it_from_then_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(generic, "read_hex_string_from_stream", digit_by_digit)

    hex_strings.read_in_one_go()

    found: Any = generic.read_object(BytesIO(b"<4142> "), generic.Reference(1))
    assert generic.read_hex_string_from_stream is hex_strings.read
    assert found.original_bytes == b"AB"


def outcome(read: Callable[[Any], Any], content: bytes, at: int) -> Outcome:
    """The type of what was read or raised, its bytes, and where the stream is then."""
    stream = BytesIO(content)
    stream.seek(at)
    try:
        found = read(stream)
    except (PdfReadError, PdfStreamError) as error:
        return type(error), None, stream.tell()
    return type(found), found.original_bytes, stream.tell()
