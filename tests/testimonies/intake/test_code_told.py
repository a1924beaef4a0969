"""The return code where it should not stand, and where it stands on paper."""

from __future__ import annotations

import re

import pytest
import segno
from django.conf import settings

from testimonies.intake import return_code
from testimonies.models import Case, Message
from tests.testimonies.intake.walking import Walker, hand_in


@pytest.mark.django_db
@pytest.mark.parametrize("between", ["", " ", "-", "\u2009"])
def test_the_code_inside_a_story_is_warned_of_and_kept_out_of_what_is_handed_in(
    between: str,
) -> None:
    walker = Walker()
    code = walker.begin().replace(" ", between)
    story = walker.step("story")

    walker.press(story, story=f"My code is {code}, so that you find me.")

    assert walker.here == f"{story}?again=1"
    assert walker.sees("Your return code stands in this answer.")
    assert code in walker.page
    assert walker.open(walker.step("check")).sees("Your return code stands in this answer.")
    assert walker.press(story, story="So that you find me.").here.endswith("/name/")


@pytest.mark.django_db
def test_the_code_inside_a_message_is_warned_of_and_not_sent() -> None:
    walker = Walker()
    code = hand_in(walker)
    messages = f"/en/case/{Case.objects.get().handle}/messages/"

    walker.press(messages, body=f"Did you get my letter? My code is {code}.")

    assert walker.sees("Your return code stands in this answer.")
    assert code in walker.page
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_other_numbers_in_a_story_are_nobodys_business() -> None:
    walker = Walker()
    walker.begin()
    numbers = f"Prisoner 4817, {return_code.new()}, and 1941 1942 1943 1944 1945 1946 1947"

    walker.press(walker.step("story"), story=numbers)

    assert walker.here.endswith("/name/")


@pytest.mark.django_db
def test_a_telephone_reads_the_way_to_the_page_and_not_the_code() -> None:
    walker = Walker()
    code = walker.begin()

    drawn = re.search(r"<svg.*?</svg>", walker.page, re.DOTALL)

    assert drawn
    address = f"{settings.SITE_URL}/en/return/"
    assert drawn[0] == segno.make(address, error="m").svg_inline(border=2, omitsize=True)
    assert code.replace(" ", "") not in drawn[0]
