"""The page on which somebody reads everything once more before it is handed in."""

from __future__ import annotations

import pytest
from lxml import html

from tests.builders_intake import a_filled_draft
from tests.testimonies.intake.walking import Walker

pytestmark = pytest.mark.django_db


def test_every_question_of_an_entry_has_a_line_of_its_own_on_the_check() -> None:
    begun = a_filled_draft()
    walker = Walker().open("/en/return/").press(code=begun.code)

    page = html.fromstring(walker.open(walker.step("check")).page)

    asked = [str(each.text).strip() for each in page.iterfind(".//dt")]
    assert "What kind of name is this?" in asked
    assert "When did it end?" in asked
    assert not page.xpath("//dd[contains(., 'When did it end?')]")
