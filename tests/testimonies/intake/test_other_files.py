"""What is no file of ours, or no longer the file that we made, is refused with a sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from testimonies import limits
from testimonies.intake.saved_file import answers_file
from testimonies.intake.saved_file.answers_file import Unreadable
from testimonies.models import Case, CustodyEvent
from tests.testimonies.intake.walking import Walker

OPEN = "/en/return/file/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "no file that this site has saved"),
        (b"%PDF-1.7", "no file that this site has saved"),
        (b"\xff\xfe\x00", "no file that this site has saved"),
        (b"[" * 100_000, "no file that this site has saved"),
        (b'["atmintis-answers 1"]', "no file that this site has saved"),
        (b'{"format": "atmintis-answers 2"}', "another version of this site"),
        (b'{"format": "atmintis-answers 1"}', "has been changed"),
        (b'{"format": "atmintis-answers 1", "seal": 1, "n": 1e999}', "has been changed"),
        (b'{"format": "atmintis-answers 1", "seal": "\\ud800", "n": "\\ud800"}', "been changed"),
        (bytes(answers_file.MOST_BYTES + 10), "too large"),
    ],
)
def test_another_file_gets_a_clear_sentence(content: bytes, sentence: str) -> None:
    walker = Walker()

    _choose(walker, content)

    assert walker.status == 200
    assert walker.sees(sentence)
    assert not Case.objects.exists()
    assert not CustodyEvent.objects.exists()


@pytest.mark.django_db
def test_nobody_makes_us_read_files_all_day() -> None:
    walker = Walker().open(OPEN)

    answers = [_choose(walker, b"{}").status for _file in range(limits.OPEN_FILE.times + 1)]

    assert answers == [200] * limits.OPEN_FILE.times + [429]
    assert walker.sees("Too many attempts")


@pytest.mark.django_db
def test_without_a_file_somebody_is_asked_for_it() -> None:
    walker = Walker().open(OPEN)

    walker.press()

    assert walker.sees("Choose the file first.")


@given(st.binary(max_size=300) | st.text(max_size=200).map(str.encode))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_whatever_the_file_is_there_is_an_answer(content: bytes) -> None:
    with pytest.raises(Unreadable):
        answers_file.read(content)


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["seal", "answers", "id", "kind", "x"]), JSON))
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
def test_a_forged_file_is_never_taken(body: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        answers_file.read(json.dumps({**body, "format": answers_file.FORMAT}).encode())


def _choose(walker: Walker, content: bytes) -> Walker:
    file = SimpleUploadedFile("atmintis-answers.json", content)
    return walker.press(OPEN, file=file)
