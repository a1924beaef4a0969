"""A saved file that is opened once more begins nothing twice."""

from __future__ import annotations

import pytest

from testimonies.models import Case, Draft
from tests.testimonies.intake.test_saved_file import choose, download, somebody
from tests.testimonies.intake.walking import Walker


@pytest.mark.django_db
def test_a_file_that_is_opened_again_on_another_day_goes_on_where_it_went_on_before() -> None:
    walker, _code = somebody()
    file, again = download(walker), download(walker)
    other = Walker()
    choose(other, file)
    other.press(other.step("story"), story="Told on that other day")

    choose(other, again)

    assert other.here.endswith("/check/")
    assert other.sees("On 1 page there was something newer.")
    assert Case.objects.count() == 2
    assert Draft.objects.latest("pk").answers["story"] == {"story": ["Told on that other day"]}


@pytest.mark.django_db
def test_a_file_of_what_was_handed_in_begins_nothing_anew() -> None:
    walker, _code = somebody()
    file, again, once_more = (download(walker) for _file in range(3))
    walker.press(walker.step("declaration"), true="on")
    other = Walker()
    choose(other, file)
    other.press(other.step("declaration"), true="on")

    choose(walker, again)
    choose(other, once_more)

    for each in (walker, other):
        assert each.sees("This has been handed in already")
    assert Case.objects.count() == 2
    assert not Draft.objects.filter(submitted_at=None).exists()
