"""One page in two windows: no word of either is lost."""

from __future__ import annotations

import threading

import pytest
from django.db import connections

from testimonies.intake.drafts import actions as drafts
from testimonies.intake.drafts import windows
from testimonies.intake.drafts.passages import Passage
from testimonies.intake.drafts.windows import Sent
from testimonies.models import Draft, Submission
from tests.builders_intake import a_filled_draft, a_started_draft
from tests.testimonies.intake.walking import Walker, hidden, typing

PAGE = Passage("story")


@pytest.mark.django_db
def test_an_older_window_replaces_nothing_and_is_told_and_both_are_seen() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    older, newer = (hidden(walker.open(address).page) for _window in range(2))
    typing(walker, address, newer, story="The newer words")

    answer = typing(walker, address, older, story="Words of the older window")

    assert answer.status_code == 409
    assert "changed in another window" in answer.content.decode()
    typing(walker, address, older, story="Words of the older window, and more")
    walker.press(address, story="Words of the older window, and its end", **older)
    assert walker.here == address
    assert walker.sees("written in two windows")
    assert walker.sees("Words of the older window, and its end")
    assert "The newer words</textarea>" in walker.page
    assert walker.open(walker.step("check")).sees("written in two windows")


@pytest.mark.django_db
def test_what_another_window_wrote_is_exchanged_and_removed_by_buttons() -> None:
    walker, other = _two_stories()

    walker.press(story="The newer words, mended", take=other, **hidden(walker.page))
    assert "Words of the older window</textarea>" in walker.page
    assert walker.sees("The newer words, mended")
    walker.press(story="Words of the older window", drop=other, **hidden(walker.page))

    assert not walker.sees("two windows")
    assert "The newer words" not in walker.page
    assert Draft.objects.get().answers["story"] == {"story": ["Words of the older window"]}
    assert not Draft.objects.get().answers["beside"]


@pytest.mark.django_db
def test_continue_keeps_what_waits_beside_a_page() -> None:
    walker, _other = _two_stories()
    page = hidden(walker.page)

    walker.press(story="The newer words, and go on", **page)

    assert walker.here.endswith("/name/")
    assert walker.open(walker.step("story")).sees("Words of the older window")
    assert "The newer words, and go on</textarea>" in walker.page


@pytest.mark.django_db
def test_a_window_in_which_nothing_was_typed_goes_on_and_changes_nothing() -> None:
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    older, newer = (hidden(walker.open(address).page) for _window in range(2))
    typing(walker, address, newer, story="The newer words")

    walker.press(address, story="", **older)

    assert walker.here.endswith("/name/")
    kept = Draft.objects.get().answers
    assert kept["story"] == {"story": ["The newer words"]}
    assert not kept.get("beside")


@pytest.mark.django_db
def test_pages_of_many_windows_end_in_a_sentence_and_not_in_a_loss() -> None:
    draft = a_filled_draft().draft
    for number in range(windows.MOST_BESIDE):
        sent = Sent(f"{number:08x}", seen="long ago")
        drafts.write(draft.pk, PAGE, {"story": [f"Story {number}"]}, sent=sent)
    walker = Walker()
    walker.open("/en/return/").press(code=drafts.renew_code(draft.case_id))

    address = walker.step("story")
    window = {"window": "ffffffff", "seen": "long ago", "turn": "0"}
    told = typing(walker, address, dict(window), story="One more")
    assert "too many windows" in told.text
    assert told["Content-Type"].startswith("text/plain")
    walker.press(address, story="One more", **window)

    assert walker.status == 409
    assert walker.sees("too many windows")
    assert walker.sees("One more")
    assert len(windows.beside(Draft.objects.get().answers, "story")) == windows.MOST_BESIDE


@pytest.mark.django_db
def test_what_is_handed_in_is_what_stands_on_the_pages() -> None:
    draft = a_filled_draft().draft
    drafts.write(draft.pk, PAGE, {"story": ["Another"]}, sent=Sent(windows.new(), seen="x"))
    walker = Walker()
    walker.open("/en/return/").press(code=drafts.renew_code(draft.case_id))
    walker.press(walker.step("declaration"), true="on")

    answers = Submission.objects.get().answers

    assert not {"windows", "beside"} & answers.keys()
    assert "Another" not in str(answers)


@pytest.mark.django_db(transaction=True)
def test_two_windows_at_the_same_moment_lose_nothing() -> None:
    draft = a_started_draft().draft
    ready = threading.Barrier(2)

    def write(window: str) -> None:
        ready.wait()
        try:
            for turn in range(1, 6):
                sent = Sent(window, seen="", turn=turn, is_by_itself=True)
                drafts.write(draft.pk, PAGE, {"story": [f"{window} {turn}"]}, sent=sent)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=write, args=(f"0000000{n}",)) for n in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    answers = Draft.objects.get().answers
    beside = windows.beside(answers, "story")
    told = [answers["story"]["story"], *(typed["story"] for typed in beside.values())]
    assert sorted(told) == [["00000001 5"], ["00000002 5"]]


@pytest.mark.django_db
def test_an_entry_that_was_removed_takes_what_waits_beside_it_along() -> None:
    draft = a_started_draft().draft
    key = drafts.add_entry(draft.pk, "periods")
    passage = Passage("periods", key, 1, frozenset({"to_place"}))
    drafts.write(draft.pk, passage, {"to_place": ["Inta"]})
    drafts.write(draft.pk, passage, {"to_place": ["Vorkuta"]}, sent=Sent(windows.new(), seen="x"))
    answers = Draft.objects.get().answers
    assert windows.pages_beside(answers) == ["periods"]
    assert windows.entries_beside(answers, "periods") == {key}

    drafts.remove_entry(draft.pk, "periods", key)

    assert windows.pages_beside(Draft.objects.get().answers) == []


def test_what_is_blank_is_nothing_that_a_window_has_seen() -> None:
    assert windows.digest({"a": [""], "b": []}) == windows.NOTHING
    assert windows.digest({"a": ["1"], "b": [""]}) == windows.digest({"a": ["1"]})


def _two_stories() -> tuple[Walker, str]:
    """The page that shows both, and the older window."""
    walker = Walker()
    walker.begin()
    address = walker.step("story")
    older, newer = (hidden(walker.open(address).page) for _window in range(2))
    typing(walker, address, newer, story="The newer words")
    walker.press(address, story="Words of the older window", **older)
    return walker, older["window"]


@pytest.mark.django_db
def test_whoever_still_types_when_somebody_else_hands_in_is_told_so_at_once() -> None:
    walker = Walker()
    walker.open("/en/return/").press(code=a_filled_draft().code)
    address = walker.step("after")
    window = hidden(walker.open(address).page)
    walker.press(walker.step("declaration"), true="on")

    answer = typing(walker, address, window, after="And one more apple tree")

    assert answer.status_code == 409
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.text.startswith("This has been handed in already.")
    walker.press(address, after="And one more apple tree", **window)
    assert walker.sees("you can write to us, and we add it")
    assert "And one more apple tree</textarea>" in walker.page
