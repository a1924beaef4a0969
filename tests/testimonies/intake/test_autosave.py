"""What is typed is kept while it is typed: by itself, as it is, and without a judgement."""

from __future__ import annotations

import pytest
from django.test import Client

from testimonies.intake.drafts import windows
from testimonies.models import CustodyEvent, Draft
from tests.builders_intake import a_filled_draft
from tests.testimonies.intake.walking import Walker, hand_in, hidden, typing


@pytest.mark.django_db
def test_what_is_typed_is_kept_as_it_is_and_the_page_judges_nothing() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("birth")
    window = hidden(walker.open(address).page)

    answer = typing(walker, address, window, birth_0="31", birth_1="2", birth_2="nineteen")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/plain")
    assert Draft.objects.get().answers["birth"]["birth_2"] == ["nineteen"]
    assert Draft.objects.get().page == "birth"
    walker.open(address)
    assert 'value="nineteen"' in walker.page
    assert "error" not in walker.page


@pytest.mark.django_db
def test_typing_says_nothing_and_takes_no_answer_away() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("before")
    walker.press(address, before="", instead="unsaid")
    window = hidden(walker.open(address).page)

    typing(walker, address, window, before="Half a sen")

    kept = Draft.objects.get().answers
    assert kept["before"] == {"before": ["Half a sen"]}
    assert kept["instead"] == {"before": "unsaid"}


@pytest.mark.django_db
def test_a_story_of_a_hundred_thousand_letters_is_kept_while_it_grows() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    window = hidden(walker.open(address).page)
    story = "Мы ждали. " * 10_000

    for length in (99_990, 100_000):
        assert typing(walker, address, window, story=story[:length]).status_code == 200

    assert Draft.objects.get().answers["story"] == {"story": [story]}
    assert walker.open(address).status == 200


@pytest.mark.django_db
def test_a_claim_is_kept_while_it_is_typed_too() -> None:
    walker = Walker()
    walker.begin("claims")
    address = walker.step("teller")
    window = hidden(walker.open(address).page)

    assert typing(walker, address, window, about="parent", relation="daug").status_code == 200

    assert Draft.objects.get().answers["teller"] == {"about": ["parent"], "relation": ["daug"]}
    assert Draft.objects.get().kind == "claim"


@pytest.mark.django_db
def test_a_part_of_an_entry_is_kept_and_its_other_parts_stay() -> None:
    walker = Walker()
    walker.begin()
    walker.press(walker.step("periods"), add="1")
    walker.press(type="labour_camp", to_place="Vorkuta")
    address, window = walker.here, hidden(walker.page)

    typing(walker, address, window, start_2="19")

    (typed,) = Draft.objects.get().answers["periods"].values()
    assert typed["to_place"] == ["Vorkuta"]
    assert typed["start_2"] == ["19"]


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["periods", "papers/ab/1", "no-such-page", "periods/ab/9"])
def test_what_is_no_page_to_type_into_is_not_there_and_loses_nothing(step: str) -> None:
    walker = Walker()
    begun = a_filled_draft()
    walker.open("/en/return/").press(code=begun.code)
    before = Draft.objects.get().answers

    answer = typing(walker, walker.step(step), {"window": windows.new(), "seen": "", "turn": "0"})

    assert answer.status_code == 404
    assert Draft.objects.get().answers == before


@pytest.mark.django_db
def test_a_paper_keeps_its_words_and_the_other_window_its_own() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("papers")
    one, other = (hidden(walker.open(address).page) for _window in range(2))

    typing(walker, address, one, caption="Grandmother's diary")
    answer = typing(walker, address, other, caption="The deportation file")

    assert answer.status_code == 200
    assert Draft.objects.get().answers["papers"]["caption"] == ["The deportation file"]


@pytest.mark.django_db
def test_a_word_that_comes_late_does_not_undo_the_button() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    window = hidden(walker.open(address).page)
    walker.press(address, story="All of it", **window | {"turn": "2"})

    late = walker.client.post(address, {**window, "turn": "1", "story": "All of", "autosave": "1"})

    assert late.status_code == 200
    assert Draft.objects.get().answers["story"] == {"story": ["All of it"]}


@pytest.mark.django_db
def test_a_window_that_has_not_heard_the_answer_is_no_stranger_to_itself() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    window = hidden(walker.open(address).page)
    unheard = window | {"turn": "1"}
    walker.client.post(address, {**unheard, "story": "One", "autosave": "1"})

    walker.press(address, story="One and two", **window | {"turn": "2"})

    assert Draft.objects.get().answers["story"] == {"story": ["One and two"]}
    assert walker.here.endswith("/name/")


@pytest.mark.django_db
def test_after_handing_in_the_script_is_not_told_that_anything_was_kept() -> None:
    walker = Walker()
    hand_in(walker)
    address = f"/en/testimonies/new/{Draft.objects.get().handle}/story/"
    lines = CustodyEvent.objects.count()

    answer = typing(
        walker, address, {"window": windows.new(), "seen": "", "turn": "0"}, story="Too late"
    )

    assert answer.status_code == 409
    assert answer.text.startswith("This has been handed in already.")
    assert Draft.objects.get().answers == {}
    assert CustodyEvent.objects.count() == lines


@pytest.mark.django_db
def test_without_a_session_the_script_keeps_nothing_and_hears_so() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    window = hidden(walker.open(address).page)
    stranger = Client(enforce_csrf_checks=True)

    answer = stranger.post(address, {"story": "Not mine", "autosave": "1", **window})

    assert answer.status_code == 403
    assert Draft.objects.get().answers == {}
