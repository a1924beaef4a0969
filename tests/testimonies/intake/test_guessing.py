"""Return codes are guessed slowly, and mistyped as often as somebody likes."""

from __future__ import annotations

import pytest

from testimonies import limits
from testimonies.intake import return_code
from testimonies.models import Draft
from tests.testimonies.intake.walking import Walker


@pytest.mark.django_db
def test_guessing_is_limited() -> None:
    walker = Walker().open("/en/return/")

    answers = [walker.press(code=return_code.new()).status for _guess in range(100)]

    assert answers == [200] * limits.RETURN_CODE.times + [429] * (100 - limits.RETURN_CODE.times)
    assert walker.sees("Too many attempts")


@pytest.mark.django_db
def test_guessing_under_a_page_that_was_typed_is_limited_too_and_loses_no_word() -> None:
    writer = Walker()
    code = writer.begin()
    story = writer.step("story")
    later = Walker()
    for _guess in range(limits.RETURN_CODE.times):
        later.press(story, story="A long story", return_code=return_code.new())

    later.press(story, story="A long story", return_code=code)

    assert later.sees("Too many attempts")
    assert 'value="A long story"' in later.page
    assert Draft.objects.get().answers == {}


@pytest.mark.django_db
def test_whoever_mistypes_a_digit_again_and_again_still_comes_in() -> None:
    writer = Walker()
    code = writer.begin()
    story = writer.step("story")
    slip = f"{code[:-1]}{(int(code[-1]) + 1) % 10}"
    later, without_session = Walker().open("/en/return/"), Walker()

    for _slip in range(100):
        assert later.press(code=slip).sees("A digit is wrong or missing.")
        without_session.press(story, story="A long story", return_code=slip)

    assert later.press(code=code).here.endswith("/teller/")
    without_session.press(story, story="A long story", return_code=code)
    assert Draft.objects.get().answers["story"] == {"story": ["A long story"]}
