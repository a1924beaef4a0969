"""What is printed after a second login, and what once more."""

from __future__ import annotations

import pytest

from testimonies.correspondence.posting import actions as posting
from testimonies.models import PaperLetter
from testimonies.models.paper_letter import State
from tests.builders_letters import a_letter_by_post
from tests.builders_review import PASSWORD, a_moderator, signed_in
from tests.journeys.pdf_text import words_of
from tests.testimonies.correspondence.test_posting import PLACE
from tests.testimonies.review.test_seal import at_the_desk

pytestmark = pytest.mark.django_db


def test_a_list_of_one_language_is_printed_after_a_second_login() -> None:
    letter, desk = a_letter_by_post(), signed_in(a_moderator())
    assert 'name="language" value="en"' in desk.get(PLACE, {"language": "en"}).text
    chosen = {"letters": [letter.uuid], "act": "letters", "language": "en"}

    asked = desk.post(f"{PLACE}print/", chosen)["Location"]
    printed = desk.post(asked, {"password": PASSWORD, "next": f"{PLACE}print/"})

    assert printed["Content-Type"] == "application/pdf"
    assert PaperLetter.objects.get(pk=letter.pk).state == State.PRINTED


def test_labels_are_there_for_letters_that_are_printed_already() -> None:
    letter, desk = a_letter_by_post(), at_the_desk(a_moderator())
    posting.print_letters([letter.uuid], by=a_moderator())
    assert 'value="labels-again"' in desk.get(PLACE).text

    answer = desk.post(
        f"{PLACE}print/", {"letters": [letter.uuid], "act": "labels-again", "start": "3"}
    )

    assert "97104Kretinga" in words_of(answer.content)
    assert letter.submission.reference not in words_of(answer.content)
    assert PaperLetter.objects.get(pk=letter.pk).prints == 1
