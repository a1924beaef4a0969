"""What question pages say to whoever types in what came by post."""

from __future__ import annotations

import pytest

from testimonies.models import Transcription
from tests.testimonies.admin.test_transcriptions import CAME, NEW, at_desk, step

pytestmark = pytest.mark.django_db


def test_the_list_of_tasks_speaks_to_the_typist_and_not_of_their_code() -> None:
    walker = at_desk()
    walker.open(NEW).press(**{**CAME, "kind": "claim"})

    assert "/tasks/" in walker.here
    assert walker.sees("The claim, part by part")
    assert walker.sees("the desk brings you back here")
    assert not walker.sees("return code")


def test_a_page_at_the_desk_does_not_ask_the_typist_for_a_code() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)

    assert "data-locked" in walker.page
    assert "write your code" not in walker.page


def test_a_typist_who_was_signed_out_gets_the_words_back() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)
    story = "They took us at night, and the dog ran behind the cart. " * 4

    walker.client.logout()
    walker.press(step(walker, "story"), story=story)

    assert walker.status == 403
    assert walker.sees("You have been signed out")
    assert story.strip() in walker.page
    assert Transcription.objects.get().draft.answers.get("story") is None


def test_of_what_was_ticked_no_code_is_given_back() -> None:
    walker = at_desk()
    walker.open(NEW).press(**CAME)

    walker.client.logout()
    walker.press(
        step(walker, "teller"), about="parent", relation="daughter of the second marriage"
    )

    assert "daughter of the second marriage</textarea>" in walker.page
    assert walker.page.count("<textarea") == 1
